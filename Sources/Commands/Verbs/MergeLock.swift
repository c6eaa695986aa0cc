import Arguments
import Diagnostics
import History
import Identity
import PipelineModel
import Platform

/// `lockstep merge-lock`: git's merge driver for locks.
struct MergeLock: Command {
  static let spec = CommandSpec(
    name: "lockstep merge-lock", summary: "merge two changes of a lock, stage by stage (git's merge driver)",
    discussion: """
      'lockstep install' tells git to call it. What one side changed is taken from it; a stage that both sides changed \
      in different ways is left out, so that it counts as never run: 'lockstep repro' then runs it, or restores it \
      where the cache knows the result. Of one that both sides ran on the same inputs with different results it is said \
      that it is non-deterministic. The merged lock replaces OURS.
      """,
    positionals: [
      PositionalSpec("BASE", help: "what both sides began with (%O)"),
      PositionalSpec("OURS", help: "this side, which is replaced (%A)"),
      PositionalSpec("THEIRS", help: "the other side (%B)"),
      PositionalSpec("PATH", help: "where the lock is in the work tree (%P)"),
    ],
    exits: [.done, .stageFailed, .usage, .invalid])

  private let base: String
  private let ours: String
  private let theirs: String
  private let path: String

  init(_ arguments: ParsedArguments) throws {
    base = arguments.text("BASE") ?? ""
    ours = arguments.text("OURS") ?? ""
    theirs = arguments.text("THEIRS") ?? ""
    path = arguments.text("PATH") ?? ""
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let here = environment.workingFolder
    let folder = try RelativePath(resolving: path, in: .root).parent
    func read(_ file: String) throws -> LockFile {
      let bytes = try File.read(AbsolutePath(resolving: file, against: here), limit: 1 << 28)
      return try LockFile.read(bytes, file: path, folder: folder)
    }
    let merge = LockMerge(base: try read(base), ours: try read(ours), theirs: try read(theirs))
    let text = Array(merge.lock.text(folder: folder).utf8)
    try File.replace(AbsolutePath(resolving: ours, against: here), with: text)
    let several = Set(merge.nonDeterministic)
    for stage in merge.undecided {
      let why =
        several.contains(stage)
        ? "stage '\(stage)' is non-deterministic: both sides ran it on the same inputs, with different results"
        : "both sides changed stage '\(stage)'"
      environment.note("\(path): \(why): it counts as never run")
    }
    if !merge.undecided.isEmpty {
      environment.note("'lockstep repro' runs what counts as never run, or restores it")
    }
    return .done
  }
}
