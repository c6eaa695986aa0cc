import Documents
import Engine
import Identity

/// What `verify --rerun` found, stage by stage as it goes, then the sum.
final class RerunReport {
  private let environment: Environment
  private let asJSON: Bool
  private let isMarkdown: Bool
  private let allowsSkipped: Bool
  private(set) var entries: [Rerun.Entry] = []

  init(_ environment: Environment, asJSON: Bool, isMarkdown: Bool, allowsSkipped: Bool) {
    self.environment = environment
    self.asJSON = asJSON
    self.isMarkdown = isMarkdown
    self.allowsSkipped = allowsSkipped
  }

  private static func word(_ ending: Rerun.Ending) -> String {
    switch ending {
    case .identical: "identical"
    case .built: "built"
    case .different: "different"
    case .inherited: "inherited"
    case .unproven: "unproven"
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
    environment.print(isMarkdown ? VerificationText.cell(summary) : summary)
  }

  private var summary: String {
    let order: [Rerun.Ending] = [.identical, .built, .different, .inherited, .unproven, .failed]
    let parts = order.compactMap { ending -> String? in
      let count = count(ending)
      return count == 0 ? nil : "\(count) \(Self.word(ending))"
    }
    let tried = entries.count - count(.skipped)
    var sum = "\(Quantity.count(tried, "stage")) run again"
    if !parts.isEmpty { sum += ": \(parts.joined(separator: ", "))" }
    if count(.skipped) > 0 { sum += "; \(count(.skipped)) skipped, of which nothing is proved" }
    guard let first = entries.first(where: { $0.ending == .different }) else { return sum }
    return "\(sum); the first that is not reproducible is '\(first.stage)'"
  }

  private func count(_ ending: Rerun.Ending) -> Int { entries.count { $0.ending == ending } }

  /// Whether something was made that the lock does not have.
  private var isOther: Bool { count(.different) + count(.inherited) + count(.failed) > 0 }

  /// Whether of each stage it was seen that it makes what the lock has, or that it does not.
  private var isComplete: Bool { count(.skipped) + count(.unproven) == 0 }

  /// How the command ends.
  var status: ExitStatus {
    if isOther { return .notReproducible }
    return isComplete || allowsSkipped ? .done : .couldNotLook
  }

  private var json: JSONValue {
    [
      // Null where nothing speaks against it, and not all is proved.
      "reproducible": isOther ? .bool(false) : isComplete ? .bool(true) : .null,
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
