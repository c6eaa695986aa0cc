import Platform
import TestSupport

extension Workspace {
  /// Makes the workspace a project with this pipeline file and these files.
  func project(_ pipeline: String, _ files: KeyValuePairs<String, String> = [:]) throws {
    try write(".lockstep/config.yaml", "version: 1\n")
    try write("pipeline.yaml", pipeline)
    for (path, text) in files { try write(path, text) }
  }

  /// Runs `body` in a project of `pipeline` that was run once; its stages append their names to the file `ran`, which is
  /// empty then.
  static func withRun(of pipeline: String, _ body: (Workspace) throws -> Void) throws {
    try with { space in
      try space.project(pipeline, ["in.txt": "1\n"])
      try space.repro()
      try space.write("ran", "")
      try body(space)
    }
  }

  /// The names that stages appended to the file `ran`, in their order.
  var ran: [Substring] { get throws { try read("ran").split(separator: "\n") } }

  /// Keeps git from what `init` would keep it from.
  func lockstepIgnoresItself() throws {
    try write(".lockstep/.gitignore", "/*\n!/.gitignore\n!/config.yaml\n")
  }

  /// Runs `lockstep repro`, which must do all that was asked for, and returns its standard output.
  @discardableResult
  func repro(_ arguments: String..., in folder: String = ".") throws -> String {
    let run = try run(Self.built("lockstep"), ["repro"] + arguments, in: folder)
    guard run.status == 0 else {
      throw TestFailure("repro ended with \(run.status): \(run.output)\(run.errors)")
    }
    return run.steadyOutput
  }

  /// What `lockstep status` says of every stage.
  func status(_ targets: String...) throws -> String {
    try run(Self.built("lockstep"), ["status", "--all"] + targets).output
  }

  /// Everything below `path` but what is git's and Lockstep's: `-rw-r--r-- a/b`, with the target of a link, sorted.
  func listing(_ path: String = ".") throws -> [String] {
    let find = """
      find '\(path)' -mindepth 1 '(' -name .lockstep -o -name .git ')' -prune \
        -o -mindepth 1 -type l -printf '%M %P -> %l\\n' -o -mindepth 1 -printf '%M %P\\n'
      """
    return try shell(find).output.split(separator: "\n").map(String.init).sorted()
  }

  /// How often `text` stands in a file that stages append to; 0 where there is none.
  func count(_ text: String, in path: String) throws -> Int {
    guard exists(path) else { return 0 }
    return try read(path).split(separator: "\n").count { $0 == text }
  }
}

extension ProgramOutput {
  /// The standard output, with what differs from run to run as `TIME` and `SIZE`.
  var steadyOutput: String {
    output.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.replacing(/\d+(\.\d+)? m?s, \d+(\.\d+)? ([KMG]i)?B$/, with: "TIME, SIZE")
        .replacing(/^(restored .*) \d+ ms$/) { "\($0.output.1) TIME" }
    }.joined(separator: "\n")
  }

  /// The lines of the standard output, with what differs from run to run as `TIME` and `SIZE`.
  var lines: [String] { steadyOutput.split(separator: "\n").map(String.init) }
}
