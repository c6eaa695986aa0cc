import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel
import Platform

/// Tells of a run as it goes: why a stage runs, what it prints, how it ended; then the sum.
final class RunReport: RunObserver {
  private let environment: Environment
  private let options: Options
  private let width: Int
  private let isRow: () -> Bool
  private lazy var printer = StagePrinter(mode) { [environment, options] stream, bytes in
    // With --json, standard output is the report's alone.
    if stream == .output, !options.asJSON { environment.write(bytes) } else { environment.writeError(bytes) }
  }
  private lazy var progressLine = environment.terminalWidth.map { width in
    ProgressLine(width: width) { [environment] in environment.writeError($0) }
  }
  private var hasPrinted = false

  /// What is to be shown, and how.
  struct Options {
    /// The most commands that run at once.
    var jobs = 1
    /// Each stage's output in one piece.
    var syncsOutput = false
    /// The whole report as JSON at the end.
    var asJSON = false
    /// Nothing of ours but what goes wrong.
    var isQuiet = false
    /// Commands, and every reason.
    var isVerbose = false
  }

  /// A report of a run of `selection`, a part of `graph`.
  convenience init(
    _ environment: Environment, stages graph: StageGraph, selection: Set<Int>, _ options: Options
  ) {
    self.init(
      environment, selection.map { graph.stages[$0].id }, isRow: graph.isRow(selection), options)
  }

  /// A report of a run of `stages`; `isRow` where no two of them can be under way at once.
  init(
    _ environment: Environment, _ stages: [StageID], isRow: @escaping @autoclosure () -> Bool = false,
    _ options: Options
  ) {
    self.environment = environment
    self.isRow = isRow
    self.options = options
    width = stages.map(\.description.count).max() ?? 0
  }

  private var mode: StagePrinter.Mode {
    if options.syncsOutput { return .blocks }
    return options.jobs == 1 || isRow() ? .asItComes : .lines
  }

  private func line(_ state: String, _ id: StageID, _ text: String) {
    guard !options.asJSON, !options.isQuiet else { return }
    clear()
    environment.print(PlanText.line(state, id.description, width: width, text: text, environment.style))
  }

  /// Makes way for a line of ours.
  private func clear() {
    if hasPrinted { printer.closeLine() }
    progressLine?.clear()
  }

  func stageBegins(_ plan: StagePlan, command: Stage.Command) {
    guard options.isVerbose, !options.asJSON else {
      return line(plan.state.rawValue, plan.id, plan.reasonText)
    }
    line(plan.state.rawValue, plan.id, plan.allReasonText)
    guard plan.state == .run else { return }
    for line in PlanText.lines(of: command, environment.style) { environment.print(line) }
  }

  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    hasPrinted = true
    progressLine?.clear()
    printer.take(id, stream, bytes)
  }

  func runWaits(_ progress: RunProgress) {
    environment.flush()
    // A line that a stage has begun is its own.
    if !options.isQuiet, !(hasPrinted && printer.isLineOpen) { progressLine?.show(progress) }
  }

  func stageRetries(_ id: StageID, after failure: StageFailure, attempt: Int, of attempts: Int) {
    if hasPrinted { printer.end(id) }
    line("retry", id, "\(failure) (try \(attempt) of \(attempts))")
  }

  func stageEnded(_ summary: StageSummary) {
    if hasPrinted {
      progressLine?.clear()
      printer.end(summary.id)
    }
    switch summary.ending {
    case .ran:
      line("ran", summary.id, "\(Quantity.duration(summary.wallTime)), \(Quantity.size(summary.peakMemory))")
    case .unrecorded: line("unrecorded", summary.id, "it ran on what a failed stage left")
    case .restored: line("restored", summary.id, Quantity.duration(summary.wallTime))
    case .unchanged: line("unchanged", summary.id, summary.reasons.joined(separator: ", "))
    case .failed, .timedOut:
      let log = summary.log.map { " (log: \($0))" } ?? ""
      let text = summary.reasons.joined(separator: ", ") + log
      line(summary.ending == .failed ? "failed" : "timed out", summary.id, text)
      if options.isQuiet, !options.asJSON {
        environment.show(Diagnostic("stage '\(summary.id)' failed: \(text)"))
      }
    case .blocked: line("blocked", summary.id, summary.reasons.joined(separator: ", "))
    case .skipped: break
    }
  }

  func note(_ text: String) {
    clear()
    environment.note(text)
  }

  /// The last line, or the whole report as JSON.
  func finish(_ result: RunResult, _ audit: Audit? = nil) {
    if options.asJSON {
      return environment.write(.object(RunJSON.members(of: result, audit)))
    }
    clear()
    if let audit { environment.write(Array(AuditText.lines(audit, environment.style).utf8)) }
    guard !options.isQuiet else { return }
    guard !result.summaries.isEmpty else {
      // Where something is wrong that is said, and not that there was nothing to do.
      if result.problems.isEmpty, result.error == nil { environment.print("0 stages: nothing to do") }
      return
    }
    let words: [(StageEnding, String)] = [
      (.ran, "ran"), (.unrecorded, "unrecorded"), (.restored, "restored"), (.unchanged, "unchanged"),
      (.failed, "failed"),
      (.timedOut, "timed out"),
      (.blocked, "blocked"), (.skipped, "skipped"),
    ]
    let counts = words.compactMap { ending, word -> String? in
      let count = result.summaries.count { $0.ending == ending }
      return count == 0 ? nil : "\(count) \(word)"
    }
    let retried = result.summaries.count { $0.attempts > 1 }
    let parts = counts + (retried == 0 ? [] : ["\(retried) tried again"])
    environment.print("\(Quantity.count(result.summaries.count, "stage")): \(parts.joined(separator: ", "))")
  }
}
