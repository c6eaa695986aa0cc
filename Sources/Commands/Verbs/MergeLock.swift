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
      where the cache knows the result. The merged lock replaces OURS.
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
    for stage in merge.undecided {
      environment.note("\(path): both sides changed stage '\(stage)': it counts as never run")
    }
    return .done
  }
}
