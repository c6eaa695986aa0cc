import Documents
import Engine
import Identity
import PipelineModel
import Platform

/// Tells of a run as it goes, an event a line of JSON, for programs; the last one is the whole report.
///
/// What stages print goes to standard error.
final class EventStream: RunObserver {
  /// The version of the format, in the first event; 1 is the first.
  static let version = 1

  private let environment: Environment

  /// The events of a run of so many stages.
  init(_ environment: Environment, stages: Int) {
    self.environment = environment
    tell("started", [("version", .int(Self.version)), ("stages", .int(stages))])
  }

  private func tell(_ event: String, _ members: [(String, JSONValue)]) {
    environment.write(JSONWriter().bytes(.object([("event", .string(event))] + members)) + [0x0A])
    environment.flush()
  }

  func stageBegins(_ plan: StagePlan, command: Stage.Command) {
    tell(
      "began",
      [
        ("stage", .string(plan.id.description)), ("state", .string(plan.state.rawValue)),
        ("reasons", .array(plan.reasons.map { .string($0.description) })),
      ])
  }

  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    environment.writeError(bytes)
  }

  func runWaits(_ progress: RunProgress) {}

  func stageRetries(_ id: StageID, after failure: StageFailure, attempt: Int, of attempts: Int) {
    tell(
      "retried",
      [
        ("stage", .string(id.description)), ("reason", .string(failure.description)),
        ("attempt", .int(attempt)), ("attempts", .int(attempts)),
      ])
  }

  func stageEnded(_ summary: StageSummary) { tell("ended", RunJSON.members(of: summary)) }

  func stageNeverBegan(_ summary: StageSummary) { stageEnded(summary) }

  func note(_ text: String) { tell("noted", [("text", .string(text))]) }

  /// The last event.
  func finish(_ result: RunResult, _ audit: Audit?) { tell("finished", RunJSON.members(of: result, audit)) }
}
