import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel

/// A plan as lines and as JSON: the same words in `repro`, `repro --dry`, `status` and `explain`.
struct PlanText {
  let plan: Plan
  let style: TextStyle
  /// Commands by the places of stages in the graph, where all reasons and the commands of what would run are shown.
  var commands: ((Int) -> Stage.Command)?

  /// One line a stage, `STATE STAGE REASONS`; unchanged stages only where `showsAll`, where they are frozen, or where
  /// their inputs gave several results.
  func lines(showsAll: Bool) -> String {
    let shown = showsAll ? plan.stages : plan.remarked.filter(isShown)
    let width = shown.map { $0.id.description.count }.max() ?? 0
    return shown.map { stage in
      let text = commands == nil ? stage.reasonText : stage.allReasonText
      return Self.line(stage.state.rawValue, stage.id.description, width: width, text: text, style) + "\n"
        + commandLines(of: stage)
    }.joined()
  }

  private func isShown(_ stage: StagePlan) -> Bool {
    stage.state != .unchanged || stage.isFrozen || stage.isNonDeterministic
  }

  private func commandLines(of stage: StagePlan) -> String {
    guard let commands, stage.state == .run || stage.state == .maybe else { return "" }
    return Self.lines(of: commands(stage.stage), style).map { $0 + "\n" }.joined()
  }

  /// A command under the line of its stage: `> ` and each of its lines.
  static func lines(of command: Stage.Command, _ style: TextStyle) -> [String] {
    command.lines.map {
      String(repeating: " ", count: 11) + style.text("> \(TerminalText.escaped($0))", .quiet)
    }
  }

  /// `STATE      STAGE  TEXT`.
  static func line(_ state: String, _ stage: String, width: Int, text: String, _ style: TextStyle) -> String {
    // Names of files may hold anything; what a terminal would obey is shown, not sent.
    let text = TerminalText.escaped(text)
    let padding = String(repeating: " ", count: max(1, 11 - state.count))
    if text.isEmpty { return style.state(state) + padding + stage }
    return style.state(state) + padding + stage + String(repeating: " ", count: max(0, width - stage.count))
      + "  "
      + text
  }

  /// Prints the plan for people, and its sum.
  func print(to environment: Environment, showsAll: Bool) {
    environment.write(Array(lines(showsAll: showsAll).utf8))
    environment.print(summary)
  }

  /// `3 to run, 1 maybe, 8 unchanged`.
  var summary: String {
    let words: [(StageState, String)] = [
      (.run, "to run"), (.restore, "to restore"), (.maybe, "maybe"), (.blocked, "blocked"),
      (.unchanged, "unchanged"),
    ]
    let parts = words.compactMap { state, word -> String? in
      let count = plan.count(state)
      return count == 0 ? nil : "\(count) \(word)"
    }
    let stages = Quantity.count(plan.stages.count, "stage")
    if plan.stages.isEmpty { return "\(stages): nothing to do" }
    if !plan.isStale { return "up to date: \(stages) unchanged\(remarks)" }
    return "\(stages): " + parts.joined(separator: ", ") + remarks
  }

  /// What is worth a word of stages whatever their state: `; 1 frozen, 1 accepted, 2 non-deterministic`.
  private var remarks: String {
    let remarked = plan.remarked
    let counts = [
      (remarked.count(where: \.isFrozen), "frozen"),
      (remarked.count { $0.reasons.contains(.accepted) }, "accepted"),
      (remarked.count(where: \.isNonDeterministic), "non-deterministic"),
    ]
    let words = counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    return words.isEmpty ? "" : "; " + words.joined(separator: ", ")
  }

  /// `{"stages": [{"stage", "state", "reasons", "key"}]}`.
  var json: JSONValue {
    ["stages": .array(plan.stages.map(Self.json))]
  }

  private static func json(_ stage: StagePlan) -> JSONValue {
    [
      "stage": .string(stage.id.description), "state": .string(stage.state.rawValue),
      "reasons": .array(stage.reasons.map { .string($0.description) }), "key": JSONValue(stage.key?.hex),
    ]
  }
}
