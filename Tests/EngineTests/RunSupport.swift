import Diagnostics
import Engine
import Identity
import PipelineModel
import Platform
import TestSupport

/// Remembers what it was told of a run.
final class Recorder: RunObserver {
  var lines: [String] = []
  var printed: [UInt8] = []

  func stageBegins(_ plan: StagePlan, command: Stage.Command) {
    lines.append("\(plan.state.rawValue) \(plan.id): \(plan.reasonText)")
  }
  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) { printed += bytes }
  func runWaits(_ progress: RunProgress) {}
  func stageRetries(_ id: StageID, after failure: StageFailure, attempt: Int, of attempts: Int) {
    lines.append("retry \(id): \(failure), \(attempt) of \(attempts)")
  }
  func stageEnded(_ summary: StageSummary) {
    lines.append(
      "\(summary.ending.rawValue) \(summary.id)"
        + (!summary.isGood && !summary.reasons.isEmpty ? ": \(summary.reasons[0])" : ""))
  }
  func note(_ text: String) { lines.append("note: \(text)") }
}

extension Workspace {
  /// The project of this workspace, made where it is missing.
  func project(observer: (any MutationObserver)? = nil) throws -> Project {
    _ = try Project.create(at: root)
    return try Project(root: root, observer: observer)
  }

  /// Runs what `targets` need and returns what was told of it.
  func repro(
    _ targets: [String] = [], options: PlanOptions = PlanOptions(), reach: StageSelection.Reach = .upstream,
    keepGoing: Bool = false, jobs: Int = 1, commands: (any CommandHost)? = nil,
    observer: (any MutationObserver)? = nil, largeFiles: Int64? = nil
  ) throws -> [String] {
    let session = try WriteSession(try project(observer: observer), command: "test") { _ in }
    let recorder = Recorder()
    let run = try Reproduction(
      session, selection: StageSelection(targets, in: session.model, folder: .root, reach: reach),
      options: options,
      keepGoing: keepGoing, room: Room(jobs: jobs), environment: environment, commands: commands,
      observer: recorder)
    if let largeFiles { run.largeFiles = largeFiles }
    let result = try run.execute()
    if let error = result.error { throw error }
    return recorder.lines + result.problems.map(\.message)
  }

  /// The plan as lines: `state stage: reasons`.
  func plan(_ targets: [String] = [], options: PlanOptions = PlanOptions()) throws -> [String] {
    let inspection = try Inspection(
      try project(), targets: targets, folder: .root, options: options,
      environment: environment)
    return inspection.plan.stages.map { "\($0.state.rawValue) \($0.id): \($0.reasonText)" }
  }

  /// Whether every stage is unchanged.
  func isUpToDate() throws -> Bool { try plan().allSatisfy { $0.hasPrefix("unchanged") } }
}
