import Diagnostics
import Documents
import StageKit

/// Picks one of the models that were validated side by side.
struct Select: StageProgram {
  static let spec = ProgramSpec(
    name: "select",
    summary: "Picks the model with the highest score, an expression over the metrics of its folds.",
    options: [
      .required("evaluations", "folder with the metrics of each model, as NAME.json"),
      .required("selection", "JSON file that gets the name of the model and the scores of all", .output),
      .optional("metrics", "JSON file that gets the metrics of the model that was picked", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    let rule = try Rule(invocation.section())
    let folder = invocation.file("evaluations").name
    let candidates = try ModelParams.candidates(of: invocation.params).map { name in
      try Candidate(name, reading: FilePlace("\(folder)/\(name).json", in: invocation.folder), rule: rule)
    }
    let selected = try rule.pick(from: candidates)
    try invocation.file("selection").replace(with: report(selected, candidates, rule))
    try invocation.file(ifGiven: "metrics")?.replace(with: selected.bytes)
  }

  /// The selection file, which `train` reads.
  static func report(_ selected: Candidate, _ candidates: [Candidate], _ rule: Rule) -> JSONValue {
    let scores = candidates.map { candidate -> (String, JSONValue) in
      let members: [(String, JSONValue)] = [
        ("score", JSONValue(candidate.score)), ("stable", .bool(candidate.isStable)),
        ("unstable_because", candidate.complaint.map { .string($0) } ?? .null),
      ]
      return (candidate.name, .object(members))
    }
    return .object([
      ("selected", .string(selected.name)),
      ("score", JSONValue(selected.score)),
      ("expression", .string(rule.score.text)),
      ("candidates", .object(scores)),
    ])
  }
}

/// How a model is picked: the section of the params file.
struct Rule {
  /// What candidates are compared by; the highest wins.
  let score: ScoreExpression
  /// Whether a model that fails the stability gate cannot be picked.
  let needsStable: Bool
  private let section: ParamsSection

  init(_ section: ParamsSection) throws(Diagnostic) {
    var section = section
    let text = try section.value(
      "score", default: "lift_at_k.mean - lift_at_k.std",
      "an expression such as lift_at_k.mean - lift_at_k.std"
    ) { $0.scalar?.text }
    needsStable = try section.bool("needs_stable", default: true)
    try section.finish()
    self.section = section
    do throws(ScoreExpression.Problem) {
      score = try ScoreExpression(text)
    } catch {
      throw section.problem(
        "'\(section.path).score', character \(error.position): \(error.message)", at: "score")
    }
  }

  /// An error at the expression.
  func problem(_ message: String, hint: String?) -> Diagnostic {
    section.problem("'\(section.path).score': \(message)", at: "score", hint: hint)
  }

  /// The candidate with the highest score; of equal ones the first.
  ///
  /// - Throws: `Diagnostic` that says of every candidate why it cannot be picked, where none can.
  func pick(from candidates: [Candidate]) throws(Diagnostic) -> Candidate {
    var best: Candidate?
    var bestScore = -Double.infinity
    for candidate in candidates where candidate.isStable || !needsStable {
      guard let score = candidate.score, score > bestScore else { continue }
      (best, bestScore) = (candidate, score)
    }
    guard let best else { throw refusal(of: candidates) }
    return best
  }

  private func refusal(of candidates: [Candidate]) -> Diagnostic {
    let isUnstable = candidates.contains { $0.score != nil }
    var problem =
      isUnstable
      ? section.problem(
        "no model can be selected: none with a score is stable, which '\(section.path).needs_stable' asks for",
        at: "needs_stable", hint: "relax 'stability' of evaluate, or set it to false")
      : section.problem("no model can be selected: none has a score", at: "score")
    problem.notes = candidates.map { candidate in
      let because = candidate.complaint.map { ": \($0)" } ?? ""
      return .init(
        "'\(candidate.name)' " + (candidate.score == nil ? "has no score" : "is not stable\(because)"))
    }
    return problem
  }
}

/// A model that was validated.
struct Candidate {
  /// Its name, as params have it.
  let name: String
  /// What the expression makes of its metrics; nil where that is undefined.
  let score: Double?
  /// Whether it passed the stability gate.
  let isStable: Bool
  /// Why it did not.
  let complaint: String?
  /// Its metrics file, as it is.
  let bytes: [UInt8]

  /// Reads the metrics that `evaluate` wrote.
  init(_ name: String, reading file: FilePlace, rule: Rule) throws {
    self.name = name
    bytes = try file.read()
    let root = try JSONReader.read(bytes, file: file.name).root?.mapping
    guard let aggregates = root?["aggregate"]?.mapping, let stable = root?["stable"]?.scalar?.bool else {
      throw file.problem("it does not hold what evaluate writes: 'stable' and 'aggregate'")
    }
    isStable = stable
    complaint = root?["unstable_because"]?.string
    for wanted in rule.score.aggregates {
      let known = aggregates.entries.map(\.key)
      guard let metric = aggregates[wanted.metric]?.mapping else {
        throw rule.problem(
          "'\(file.name)' has no metric '\(wanted.metric)'",
          hint: DidYouMean.hint(for: wanted.metric, among: known))
      }
      guard metric.entry(wanted.statistic) != nil else {
        throw rule.problem(
          "'\(wanted.metric)' has no '\(wanted.statistic)'",
          hint: DidYouMean.hint(for: wanted.statistic, among: metric.entries.map(\.key)))
      }
    }
    score = rule.score.value { aggregates[$0.metric]?.mapping?[$0.statistic]?.scalar?.double }
  }
}
