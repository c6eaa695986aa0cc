import Diagnostics
import Documents
import Learning
import StageKit
import Tables

/// Measures out-of-fold predictions: metrics of each fold and over the folds, and the data of the plots.
struct Evaluate: StageProgram {
  static let spec = ProgramSpec(
    name: "evaluate",
    summary: "Measures predictions fold by fold and says whether the model is stable.",
    options: [
      .required("predictions", "table with the columns fold, target and probability"),
      .required("metrics", "JSON file that gets the metrics", .output),
      .optional("plots", "folder that gets the data of the plots, as CSV", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    let params = try Params(invocation.section())
    let predictions = try Predictions(
      reading: invocation.file("predictions"), threads: invocation.threads)
    try invocation.file("metrics").replace(with: report(predictions, params))
    guard let plots = invocation.file(ifGiven: "plots") else { return }
    for (name, table) in Plots(
      predictions, fraction: params.fraction, calibrationBins: params.calibrationBins
    ).tables {
      try FilePlace("\(plots.name)/\(name).csv", in: invocation.folder).replace(with: table)
    }
  }

  /// The section of the params file.
  struct Params {
    let fraction: Fraction
    let gate: StabilityGate
    let calibrationBins: Int

    init(_ section: ParamsSection) throws(Diagnostic) {
      var section = section
      fraction = try section.fraction("fraction")
      calibrationBins = try section.integer("calibration_bins", default: 10, in: 1...1000)
      guard var stability = try section.section("stability") else {
        throw section.problem("'\(section.path)' lacks 'stability'", at: "stability")
      }
      gate = StabilityGate(
        smallestLift: try stability.number("smallest_lift", in: 0...1e9),
        largestStd: try stability.number("largest_std", in: 0...1e9))
      try stability.finish()
      try section.finish()
    }
  }

  /// The metrics file.
  static func report(_ predictions: Predictions, _ params: Params) -> JSONValue {
    let folds = predictions.folds.map { fold in
      FoldMetrics(
        probabilities: fold.probabilities, targets: fold.targets, fraction: params.fraction)
    }
    let complaints = params.gate.complaints(about: folds)
    let named = zip(predictions.folds, folds).map { fold, metrics in
      (fold.name, JSONValue.object(MetricsReport.fold(metrics)))
    }
    return .object([
      ("stable", .bool(complaints.isEmpty)),
      ("unstable_because", complaints.isEmpty ? .null : .string(complaints.joined(separator: "; "))),
      ("fraction", .double(params.fraction.double)),
      ("aggregate", MetricsReport.aggregate(folds)),
      ("folds", .object(named)),
    ])
  }
}
