package import Platform

/// What a program printed and how it ended.
package struct ProgramOutput: Sendable {
  /// Its standard output.
  package var output: String
  /// Its standard error.
  package var errors: String
  /// Its exit status; 128 and the signal where one ended it.
  package var status: Int32
  /// The largest resident memory of any of its processes, in bytes.
  package var peakMemory: Int64
}

private let signals: SignalWatch? = try? SignalWatch()

extension Workspace {
  /// The environment of programs: nothing of the one that runs the tests but `PATH`.
  package var environment: [(name: String, value: String)] {
    let path = CurrentProcess.environment.first { $0.name == "PATH" }?.value ?? "/usr/bin:/bin"
    return [
      ("GIT_AUTHOR_DATE", "2020-01-01T00:00:00Z"), ("GIT_AUTHOR_EMAIL", "a@example.com"),
      ("GIT_AUTHOR_NAME", "A"),
      ("GIT_COMMITTER_DATE", "2020-01-01T00:00:00Z"), ("GIT_COMMITTER_EMAIL", "a@example.com"),
      ("GIT_COMMITTER_NAME", "A"), ("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1"),
      ("HOME", home.description), ("LANG", "C.UTF-8"), ("PATH", path), ("TZ", "UTC"),
    ]
  }

  /// Runs a program by its absolute path, in `folder` of the workspace.
  package func run(
    _ program: AbsolutePath, _ arguments: [String], in folder: String = ".",
    environment extra: [(name: String, value: String)] = []
  ) throws -> ProgramOutput {
    guard let signals else { throw TestFailure("signals cannot be watched") }
    var output: [UInt8] = []
    var errors: [UInt8] = []
    let names = Set(extra.map(\.name))
    let child = ChildProcess(
      program: program, arguments: [program.description] + arguments,
      environment: environment.filter { !names.contains($0.name) } + extra,
      folder: folder == "." ? root : root.appending(folder))
    let ended = try ProcessRunner().run(child, signals: signals) { stream, bytes in
      switch stream {
      case .output: output += bytes
      case .error: errors += bytes
      }
    }
    let status: Int32
    switch ended.ending {
    case .exited(let code): status = code
    case .signalled(let signal): status = 128 + signal
    }
    return ProgramOutput(
      output: String(decoding: output, as: UTF8.self), errors: String(decoding: errors, as: UTF8.self),
      status: status, peakMemory: ended.peakMemory)
  }

  /// Runs a shell script in the workspace.
  @discardableResult
  package func shell(_ script: String, in folder: String = ".") throws -> ProgramOutput {
    guard let shell = AbsolutePath("/bin/sh") else { throw TestFailure("no shell") }
    return try run(shell, ["-e", "-c", script], in: folder)
  }

  /// Runs git, which must succeed.
  @discardableResult
  package func git(_ arguments: String...) throws -> String {
    guard let git = AbsolutePath("/usr/bin/git") else { throw TestFailure("no git") }
    let result = try run(git, arguments)
    guard result.status == 0 else { throw TestFailure("git \(arguments): \(result.errors)") }
    return result.output
  }

  /// Where the build put the program `name`: beside the tests themselves; `lockstep` may be another one, which
  /// `LOCKSTEP_PROGRAM` names, so that the same tests are run with the program that is released.
  package static func built(_ name: String) throws -> AbsolutePath {
    let named = CurrentProcess.environment.first { $0.name == "LOCKSTEP_PROGRAM" }?.value
    if name == "lockstep", let program = named.flatMap({ AbsolutePath($0) }) { return program }
    guard let own = AbsolutePath("/proc/self/exe") else { throw TestFailure("no /proc") }
    return try CurrentProcess.resolved(own).parent.appending(name)
  }

  /// Runs the built `lockstep`.
  package func lockstep(
    _ arguments: String..., in folder: String = ".", environment: [(name: String, value: String)] = []
  ) throws -> ProgramOutput {
    try run(Self.built("lockstep"), arguments, in: folder, environment: environment)
  }
}
