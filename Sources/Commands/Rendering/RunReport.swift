import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel
import Platform

/// Tells of a run as it goes: why a stage runs, what it prints, how it ended; then the sum.
final class RunReport: RunObserver {
  private let environment: Environment
  private let asJSON: Bool
  private let width: Int
  /// Whether the last byte of a stage's output was no line feed.
  private var isLineOpen = false

  init(_ environment: Environment, stages graph: StageGraph, selection: Set<Int>, asJSON: Bool) {
    self.environment = environment
    self.asJSON = asJSON
    width = selection.map { graph.stages[$0].id.description.count }.max() ?? 0
  }

  private func line(_ state: String, _ id: StageID, _ text: String) {
    guard !asJSON else { return }
    closeLine()
    environment.print(PlanText.line(state, id.description, width: width, text: text, environment.style))
  }

  private func closeLine() {
    if isLineOpen { environment.print("") }
    isLineOpen = false
  }

  func stageBegins(_ plan: StagePlan, command: Stage.Command) {
    line(plan.state.rawValue, plan.id, plan.reasonText)
  }

  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    // With --json, standard output is the report's alone.
    switch stream {
    case .output where !asJSON:
      environment.write(bytes)
      isLineOpen = bytes.last != UInt8(ascii: "\n")
    case .output, .error: environment.writeError(bytes)
    }
  }

  func stageEnded(_ summary: StageSummary) {
    switch summary.ending {
    case .ran:
      line("ran", summary.id, "\(Quantity.duration(summary.wallTime)), \(Quantity.size(summary.peakMemory))")
    case .restored: line("restored", summary.id, Quantity.duration(summary.wallTime))
    case .unchanged: line("unchanged", summary.id, "")
    case .failed:
      let log = summary.log.map { " (log: \($0))" } ?? ""
      line("failed", summary.id, summary.reasons.joined(separator: ", ") + log)
    case .skipped: line("skipped", summary.id, summary.reasons.joined(separator: ", "))
    }
  }

  func note(_ text: String) {
    closeLine()
    environment.note(text)
  }

  /// The last line, or the whole report as JSON.
  func finish(_ result: RunResult, _ audit: Audit? = nil) {
    if asJSON {
      var json = Self.json(result)
      if let audit, case .object(let members) = json { json = .object(members + [AuditText.json(audit)]) }
      return environment.write(json)
    }
    closeLine()
    if let audit { environment.write(Array(AuditText.lines(audit, environment.style).utf8)) }
    guard !result.summaries.isEmpty else { return }
    let words: [(StageEnding, String)] = [
      (.ran, "ran"), (.restored, "restored"), (.unchanged, "unchanged"), (.failed, "failed"),
      (.skipped, "skipped"),
    ]
    let parts = words.compactMap { ending, word -> String? in
      let count = result.summaries.count { $0.ending == ending }
      return count == 0 ? nil : "\(count) \(word)"
    }
    environment.print("\(Quantity.count(result.summaries.count, "stage")): \(parts.joined(separator: ", "))")
  }

  private static func json(_ result: RunResult) -> JSONValue {
    let stages = result.summaries.map { summary in
      JSONValue.object([
        ("stage", .string(summary.id.description)), ("ending", .string(summary.ending.rawValue)),
        ("reasons", .array(summary.reasons.map(JSONValue.string))),
        ("seconds", .double(Double(summary.wallTime / 1000) / 1e6)),
        ("peak_memory", .int(Int(summary.peakMemory))),
        ("log", JSONValue(summary.log)),
      ])
    }
    return [
      "stages": .array(stages), "problems": .array(result.problems.map { .string($0.message) }),
      "interrupted": .bool(result.interruption != nil),
    ]
  }
}
