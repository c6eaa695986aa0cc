import Documents
import Engine
import Identity

/// What `verify --rerun` found, stage by stage as it goes, then the sum.
final class RerunReport {
  private let environment: Environment
  private let asJSON: Bool
  private let isMarkdown: Bool
  private(set) var entries: [Rerun.Entry] = []

  init(_ environment: Environment, asJSON: Bool, isMarkdown: Bool) {
    self.environment = environment
    self.asJSON = asJSON
    self.isMarkdown = isMarkdown
  }

  private static func word(_ ending: Rerun.Ending) -> String {
    switch ending {
    case .identical: "identical"
    case .built: "built"
    case .different: "different"
    case .inherited: "inherited"
    case .failed: "failed"
    case .skipped: "skipped"
    }
  }

  func add(_ entry: Rerun.Entry) {
    entries.append(entry)
    guard !asJSON, !isMarkdown else { return }
    let text =
      entry.reasons.isEmpty ? Quantity.duration(entry.wallTime) : entry.reasons.joined(separator: "; ")
    environment.print(
      PlanText.line(
        Self.word(entry.ending), entry.stage.description, width: 0, text: text, environment.style))
  }

  /// The sum, or the whole report.
  func finish() {
    if asJSON { return environment.write(json) }
    if isMarkdown {
      environment.print("| Stage | Rerun | Why |\n| --- | --- | --- |")
      for entry in entries {
        let why = VerificationText.cell(entry.reasons.joined(separator: "; "))
        environment.print(
          "| \(VerificationText.cell(entry.stage.description)) | \(Self.word(entry.ending)) | \(why) |")
      }
      environment.print("")
    }
    environment.print(summary)
  }

  private var summary: String {
    let order: [Rerun.Ending] = [.identical, .built, .different, .inherited, .failed, .skipped]
    let parts = order.compactMap { ending -> String? in
      let count = entries.count { $0.ending == ending }
      return count == 0 ? nil : "\(count) \(Self.word(ending))"
    }
    let sum = "\(Quantity.count(entries.count, "stage")) run again: \(parts.joined(separator: ", "))"
    guard let first = entries.first(where: { $0.ending == .different }) else { return sum }
    return "\(sum); the first that is not reproducible is '\(first.stage)'"
  }

  /// How the command ends.
  var status: ExitStatus {
    if entries.contains(where: { $0.ending == .different || $0.ending == .inherited || $0.ending == .failed })
    {
      return .notReproducible
    }
    return .done
  }

  private var json: JSONValue {
    [
      "reproducible": .bool(status == .done),
      "first": JSONValue(entries.first { $0.ending == .different }?.stage.description),
      "stages": .array(
        entries.map { entry in
          [
            "stage": .string(entry.stage.description), "ending": .string(Self.word(entry.ending)),
            "reasons": .array(entry.reasons.map(JSONValue.string)),
            "seconds": .double(Double(entry.wallTime / 1000) / 1e6),
          ]
        }),
    ]
  }
}
