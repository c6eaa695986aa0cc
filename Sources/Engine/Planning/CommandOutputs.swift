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
  /// Ends what a command started where this process is killed; begins with the first command.
  private lazy var guardian = try? GroupGuard()
  /// Whether any command ran.
  var wasAsked: Bool { !known.isEmpty }

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
      result = .success(try run(dependency.command, of: stage))
    } catch {
      // Other stages may ask for it as well, so that none is named.
      result = .failure(
        Diagnostic("the command whose output is a dep \(error.text)", at: dependency.span))
    }
    known[question] = result
    return result
  }

  private struct CommandFailure: Error {
    var text: String
  }

  /// SHA-256 of what the command prints; a signal that comes meanwhile ends it, with all that it started.
  private func run(_ command: String, of stage: Stage) throws(CommandFailure) -> Digest {
    let folder = root.appending(stage.workingFolder)
    let name = stage.shell == .standard ? "/bin/sh" : stage.shell.words[0]
    guard let shell = ProgramSearch.program(name, in: folder, environment: environment) else {
      throw CommandFailure(text: "cannot be run: there is no program '\(name)'")
    }
    let child = ChildProcess(
      program: shell, arguments: stage.shell.words + ["-c", command],
      environment: CommandRunner.variables(of: stage, over: environment, root: root), folder: folder)
    let hasher = SHA256Hasher()
    var errors: [UInt8] = []
    let outcome: ChildProcess.Outcome
    do throws(SystemError) {
      outcome = try ProcessRunner().runUnwatched(child, guardian: guardian) { stream, bytes in
        switch stream {
        case .output: hasher.update(bytes)
        case .error: errors += bytes.prefix(max(0, Self.mostErrors - errors.count))
        }
      }
    } catch {
      throw CommandFailure(text: "cannot be run: \(error)")
    }
    let said = String(decoding: errors, as: UTF8.self).split(separator: "\n").first.map { ": \($0)" } ?? ""
    switch outcome.ending {
    case .exited(0) where outcome.leftProcesses:
      throw CommandFailure(text: "left processes running in the background; they were ended")
    case .exited(0): return hasher.finalize()
    case .exited(let status): throw CommandFailure(text: "exited with \(status)\(said)")
    case .signalled(let signal): throw CommandFailure(text: "was ended by \(SignalWatch.name(signal))\(said)")
    }
  }

  /// How much is kept of what a command says of its failure.
  private static let mostErrors = 4096
}
