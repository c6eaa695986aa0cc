import Documents
import Engine
import Identity

/// What `verify` found, as lines, as Markdown and as JSON.
struct VerificationText {
  /// How a result is printed.
  enum Form { case lines, markdown, json }

  let verification: LockVerification
  let style: TextStyle

  /// One line a stage, `STATE STAGE REASONS`, and the sum; good stages only where `showsAll`.
  func lines(showsAll: Bool) -> String {
    let shown = verification.entries.filter { showsAll || Self.isNotable($0) }
    let width = shown.map { $0.stage.description.count }.max() ?? 0
    let lines = shown.map { entry in
      let text = (entry.reasons + [Self.nondeterminism(entry)].compactMap { $0 }).joined(separator: ", ")
      return PlanText.line(entry.state.rawValue, entry.stage.description, width: width, text: text, style)
    }
    return (lines + [summary]).map { $0 + "\n" }.joined()
  }

  private static func isNotable(_ entry: LockVerification.Entry) -> Bool {
    entry.state != .good || entry.results > 1 || !entry.reasons.isEmpty
  }

  private static func nondeterminism(_ entry: LockVerification.Entry) -> String? {
    entry.results > 1 ? "non-deterministic: \(entry.results) results for these inputs" : nil
  }

  private var summary: String {
    let entries = verification.entries
    let stages = Quantity.count(entries.count, "stage")
    let taken = [
      ("missing dep", verification.taken.count), ("command output", verification.takenCommands.count),
    ]
    .filter { $0.1 > 0 }.map { "; \(Quantity.count($0.1, $0.0)) taken as the lock has it" }.joined()
    if entries.allSatisfy({ $0.state == .good }) { return "the lock is good: \(stages)\(taken)" }
    let parts = LockVerification.State.allCases.compactMap { state -> String? in
      let count = entries.count { $0.state == state }
      return count == 0 ? nil : "\(count) \(state.rawValue)"
    }
    return "\(stages): \(parts.joined(separator: ", "))\(taken)"
  }

  /// A table of the stages that are not good, and the sum.
  var markdown: String {
    let shown = verification.entries.filter(Self.isNotable)
    guard !shown.isEmpty else { return "\(summary)\n" }
    let rows = shown.map { entry in
      let text = (entry.reasons + [Self.nondeterminism(entry)].compactMap { $0 }).joined(separator: ", ")
      return "| \(Self.cell(entry.stage.description)) | \(entry.state.rawValue) | \(Self.cell(text)) |\n"
    }
    return "| Stage | State | Why |\n| --- | --- | --- |\n" + rows.joined() + "\n\(summary)\n"
  }

  /// `text` in a cell of a table: characters that Markdown would take for its own are escaped.
  static func cell(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\|`*_<>[]".contains(character) { result.append("\\") }
      result.append(character == "\n" ? " " : character)
    }
    return result
  }

  /// `{"good", "stages": [{"stage", "state", "reasons", "results"}], "missing", "commands"}`.
  var json: JSONValue {
    [
      "good": .bool(verification.entries.allSatisfy { $0.state == .good }),
      "stages": .array(
        verification.entries.map { entry in
          [
            "stage": .string(entry.stage.description), "state": .string(entry.state.rawValue),
            "reasons": .array(entry.reasons.map(JSONValue.string)), "results": .int(entry.results),
          ]
        }),
      "missing": .array(verification.taken.map { .string($0.description) }),
      "commands": .array(verification.takenCommands.map { .string($0) }),
    ]
  }
}
