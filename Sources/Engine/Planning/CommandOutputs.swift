import Diagnostics
import Identity
import PipelineModel
import Platform

/// What the commands print whose output is a dep, each run once.
///
/// They run when a stage that asks for them is planned, and by that stage's shell, folder and environment.
final class CommandOutputs {
  private struct Question: Hashable {
    var command: String
    var shell: Shell
    var folder: RelativePath
    var environment: [EnvironmentEntry]
  }

  private let root: AbsolutePath
  private let environment: [(name: String, value: String)]
  private var known: [Question: Result<Digest, Diagnostic>] = [:]

  init(root: AbsolutePath, environment: [(name: String, value: String)]) {
    self.root = root
    self.environment = environment
  }

  /// SHA-256 of what the command prints to standard output, or what is wrong with it.
  func output(of dependency: CommandDependency, for stage: Stage) -> Result<Digest, Diagnostic> {
    let question = Question(
      command: dependency.command, shell: stage.shell, folder: stage.workingFolder,
      environment: stage.environment)
    if let known = known[question] { return known }
    let result: Result<Digest, Diagnostic>
    do throws(CommandFailure) {
      result = .success(SHA256Hasher.digest(of: try run(dependency.command, of: stage)))
    } catch {
      result = .failure(
        Diagnostic(
          "stage '\(stage.id)' needs the output of a command that \(error.text)", at: dependency.span))
    }
    known[question] = result
    return result
  }

  private struct CommandFailure: Error {
    var text: String
  }

  /// A shell around the command's own says how it ended, behind all that it printed.
  private func run(_ command: String, of stage: Stage) throws(CommandFailure) -> [UInt8] {
    guard let program = AbsolutePath("/bin/sh") else { preconditionFailure("an absolute path") }
    let child = ChildProcess(
      program: program, arguments: ["sh", "-c", Self.wrapper, "sh"] + stage.shell.words + ["-c", command],
      environment: CommandRunner.variables(of: stage, over: environment, root: root),
      folder: root.appending(stage.workingFolder))
    var lines: [[UInt8]] = []
    var errors: [UInt8] = []
    do throws(SystemError) {
      var process = try Coprocess(child)
      process.endInput()
      while let line = try process.readLine(limit: Self.longest) { lines.append(line) }
      errors = process.errors
    } catch {
      throw CommandFailure(text: "cannot be run: \(error)")
    }
    let status = lines.popLast().map { String(decoding: $0, as: UTF8.self) }
    if status == "0" { return Array(lines.joined(separator: [0x0A])) }
    let said = String(decoding: errors, as: UTF8.self).split(separator: "\n").first.map { ": \($0)" } ?? ""
    throw CommandFailure(text: (status.map { "exited with \($0)" } ?? "was ended") + said)
  }

  private static let wrapper = "\"$@\"; printf '\\n%s\\n' \"$?\""
  private static let longest = 64 << 20
}
