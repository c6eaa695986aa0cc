import TestSupport

/// One of the system calls by which a program changes what is on the disk: the `number`-th of its name, counted from 1.
struct SystemCall {
  let name: String
  let number: Int

  private static let names = [
    "openat2", "openat", "renameat2", "unlinkat", "mkdirat", "write", "fdatasync", "fsync", "fchmod",
    "ftruncate",
    "linkat", "symlinkat", "pwrite64",
  ]

  /// Words that, in front of a command, kill it before it makes this call.
  var killer: String {
    // What is not traced is not tampered with either, and calls are counted by their names.
    "strace -o /dev/null -e trace=\(name) -e inject=\(name):signal=KILL:when=\(number)"
  }

  /// The calls that `command`, a line for the shell, makes, each name's in their order.
  static func made(by command: String, _ space: Workspace) throws -> [SystemCall] {
    let trace = "'\(space.home)/calls'"
    let counted = try space.shell(
      """
      strace -o \(trace) -e trace=\(names.joined(separator: ",")) \(command) > '\(space.home)/said' 2>&1 || true
      for name in \(names.joined(separator: " ")); do echo $name $(grep -c "^$name(" \(trace)); done
      """)
    return counted.output.split(separator: "\n").flatMap { line -> [SystemCall] in
      let words = line.split(separator: " ")
      guard words.count == 2, let count = Int(words[1]), count > 0 else { return [] }
      return (1...count).map { SystemCall(name: String(words[0]), number: $0) }
    }
  }

  /// `count` of `calls`, all over them; all in the long run.
  static func some(_ count: Int, of calls: [SystemCall]) -> [SystemCall] {
    if FaultAmount.isNightly || calls.count <= count { return calls }
    return (0..<count).map { calls[$0 * calls.count / count] }
  }
}
