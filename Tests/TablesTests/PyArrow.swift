import Platform
import Testing

/// A Python that has pyarrow, where there is one: `LOCKSTEP_PYARROW_PYTHON`, else `python3` of the path.
enum PyArrow {
  /// How to say that tests with it are skipped.
  static let note: Comment = "no Python with pyarrow: set LOCKSTEP_PYARROW_PYTHON to check against it"

  /// The Python, or nil.
  static let python: AbsolutePath? = find()

  /// Runs a program text and returns its output; a failure is an issue that shows it.
  static func run(_ program: String, _ arguments: [String] = []) throws -> String {
    let (ending, output) = try start(#require(python), ["-c", program] + arguments)
    #expect(ending == .exited(0), "\(output)")
    return output
  }

  private static func find() -> AbsolutePath? {
    let environment = CurrentProcess.environment
    let named = environment.first { $0.name == "LOCKSTEP_PYARROW_PYTHON" }.map { [$0.value] }
    let path = environment.first { $0.name == "PATH" }?.value ?? ""
    for candidate in named ?? path.split(separator: ":").map({ "\($0)/python3" }) {
      guard let python = AbsolutePath(candidate), let status = try? File.status(python), status.isExecutable,
        let tried = try? start(python, ["-c", "import pyarrow.feather"]), tried.ending == .exited(0)
      else { continue }
      return python
    }
    return nil
  }

  private static func start(
    _ python: AbsolutePath, _ arguments: [String]
  ) throws -> (ending: ChildProcess.Ending, output: String) {
    let process = ChildProcess(
      program: python, arguments: [python.description] + arguments, environment: CurrentProcess.environment,
      folder: try CurrentProcess.workingFolder())
    var output: [UInt8] = []
    let outcome = try ProcessRunner().run(process, signals: SignalWatch()) { output += $1 }
    return (outcome.ending, String(decoding: output, as: UTF8.self))
  }
}
