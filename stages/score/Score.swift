import Diagnostics
import Documents
import Learning
import StageKit
import Tables

/// Scores users with a trained model, ranks them, and takes the top of each month.
struct Score: StageProgram {
  static let spec = ProgramSpec(
    name: "score",
    summary: "Gives every user a probability and a rank, and lists the top of each month.",
    options: [
      .required("features", "table with the columns user_id, month and the model's features"),
      .required("model", "file with the model"),
      .required("scores", "table that gets user_id, month, probability and rank of every user", .output),
      .required("top", "table that gets the top users", .output),
      .optional("target", "table with the columns user_id, month and target, to measure the scores by"),
      .optional("metrics", "JSON file that gets the metrics; needs --target", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    var section = try invocation.section()
    let fraction = try section.fraction("fraction")
    try section.finish()
    let target = invocation.file(ifGiven: "target")
    let metrics = invocation.file(ifGiven: "metrics")
    guard (target == nil) == (metrics == nil) else {
      throw Diagnostic("options '--target' and '--metrics' are given together or not at all")
    }
    let model = try ModelFile(reading: invocation.file("model"))
    var features = try FeatureTable(
      reading: invocation.file("features"), features: model.encoding.columns.map(\.name),
      needsTarget: false, threads: invocation.threads)
    try check(features, fit: model)
    let rows = 0..<features.matrix.rowCount
    features.matrix.apply(model.encoding, to: rows)
    let booster = try read(model, from: invocation.file("model"), threads: invocation.threads)
    let probabilities = try booster.predict(
      features.matrix, rows: rows, threads: invocation.threads
    ).map { Double($0) }
    let scores = Scores(probabilities, of: features)
    let report = try target.map { target throws(Diagnostic) in
      try scores.report(
        fraction, targets: Targets(reading: target, for: features, threads: invocation.threads))
    }
    try invocation.file("scores").replace(with: scores.table())
    try invocation.file("top").replace(with: scores.top(fraction))
    if let metrics, let report { try metrics.replace(with: report) }
  }

  /// Refuses features whose columns hold text where the model learned from numbers, or the reverse.
  private static func check(_ features: FeatureTable, fit model: ModelFile) throws(Diagnostic) {
    for (source, column) in zip(features.matrix.sources, model.encoding.columns) {
      let isText = if case .texts = source { true } else { false }
      if isText != (column.categories != nil) {
        throw features.file.problem(
          "it holds \(source.name), where the model learned from \(isText ? "numbers" : "text")",
          column: column.name)
      }
    }
  }

  private static func read(
    _ model: ModelFile, from file: FilePlace, threads: Int
  ) throws(Diagnostic) -> Booster {
    do throws(BoosterError) {
      return try Booster.read(model.booster, threads: threads)
    } catch {
      throw file.problem("the model file is damaged: \(error)")
    }
  }
}
