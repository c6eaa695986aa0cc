import Diagnostics
import Learning
import StageKit
import Tables

/// Validates a model over time: trains on earlier months, predicts a later one, fold by fold.
struct Validate: StageProgram {
  static let spec = ProgramSpec(
    name: "validate",
    summary: "Trains on earlier months and predicts a later one, and writes these predictions of all folds.",
    options: [
      .required("candidate", "the model, by the name of its section below 'models'", .word),
      .required("features", "table with the columns user_id, month, target and the features"),
      .required("predictions", "table that gets user_id, month, fold, target and probability", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    let split = try self.split(invocation.section())
    let model = try ModelParams(invocation.params, candidate: invocation.word("candidate"))
    var features = try FeatureTable(
      reading: invocation.file("features"), needsTarget: true, threads: invocation.threads)
    try model.check(against: features.matrix, of: features.file)
    let folds: [TemporalFold]
    do throws(TemporalSplit.Problem) {
      folds = try split.folds(ofMonths: features.months.count)
    } catch {
      throw try invocation.section().problem("\(error)", at: "folds")
    }
    var predictions: [FoldPrediction] = []
    for fold in folds {
      do {
        predictions.append(
          try FoldPrediction(fold, model, on: &features, threads: invocation.threads))
      } catch let error as BoosterError {
        throw model.refusal(error)
      }
    }
    try invocation.file("predictions").replace(with: table(predictions, features))
  }

  /// How the months are split, by the section of the params file.
  private static func split(_ section: ParamsSection) throws(Diagnostic) -> TemporalSplit {
    enum Window: String, CaseIterable { case expanding, sliding }
    var section = section
    let folds = try section.integer("folds", in: 1...1000)
    let window: Window = try section.word("window", default: .expanding)
    let months = try section.integer("window_months", default: 3, in: 1...1000)
    let gap = try section.integer("gap", default: 0, in: 0...1000)
    try section.finish()
    return TemporalSplit(
      folds: folds, window: window == .expanding ? .expanding : .sliding(months: months), gap: gap)
  }

  /// The predictions of all folds, fold after fold, users in order.
  private static func table(_ folds: [FoldPrediction], _ features: FeatureTable) -> Table {
    let rows = folds.flatMap(\.rows)
    let targets = features.targets ?? []
    let month = folds.flatMap { fold in fold.rows.map { _ in features.months[fold.fold.test].nanoseconds } }
    return Table([
      .init("user_id", features.userColumn(rows)),
      .init("month", .timestamp(Values(month))),
      .init("fold", .integers(folds.flatMap { fold in fold.rows.map { _ in fold.fold.number } })),
      .init("target", .integers(rows.map { targets[$0] ? 1 : 0 })),
      .init("probability", .float64(Values(folds.flatMap { $0.probabilities.map(Double.init) }))),
    ])
  }
}

/// What the model of one fold says of its test month.
struct FoldPrediction {
  let fold: TemporalFold
  /// The rows of the test month.
  let rows: Range<Int>
  /// The probabilities of those rows.
  let probabilities: [Float]
  /// The model.
  let model: [UInt8]

  /// Learns encoding and model from the training rows alone, then predicts the test rows.
  ///
  /// The features of the two ranges of rows are left as the fold's encoding made them.
  init(
    _ fold: TemporalFold, _ params: ModelParams, on features: inout FeatureTable, threads: Int
  ) throws {
    let first = features.monthRows[fold.training.lowerBound].lowerBound
    let training = first..<features.monthRows[fold.training.upperBound - 1].upperBound
    let test = features.monthRows[fold.test]
    let encoding = Encoding(fitting: params.encoding, to: features.matrix, rows: training)
    features.matrix.apply(encoding, to: training)
    features.matrix.apply(encoding, to: test)
    let booster = try Booster.train(
      params.settings, on: features.matrix, rows: training, labels: features.targets ?? [],
      threads: threads)
    self.fold = fold
    rows = test
    probabilities = try booster.predict(features.matrix, rows: test, threads: threads)
    model = try booster.bytes()
  }
}
