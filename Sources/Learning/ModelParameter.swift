extension ModelKind {
  /// What a parameter's value is.
  package enum ParameterType: Hashable, Sendable {
    /// An integer of at least so much.
    case integer(from: Int)
    /// An integer or a number, within a range.
    case number(NumberRange)
    /// One of these words.
    case word([String])
  }

  /// Which numbers a parameter may be.
  package enum NumberRange: String, Hashable, Sendable {
    /// Zero and more.
    case fromZero = "a number of at least 0"
    /// More than zero.
    case aboveZero = "a number above 0"
    /// A share that is not nothing.
    case share = "a number above 0 and at most 1"
    /// A probability that leaves both ways open.
    case probability = "a number above 0 and below 1"

    /// Whether `number` is one of them; NaN and infinity never are.
    package func contains(_ number: Double) -> Bool {
      guard number.isFinite else { return false }
      return switch self {
      case .fromZero: number >= 0
      case .aboveZero: number > 0
      case .share: number > 0 && number <= 1
      case .probability: number > 0 && number < 1
      }
    }
  }

  /// The parameters that may be set, by name; all of them are xgboost's own but `rounds` and `trees`.
  package var parameters: [String: ParameterType] {
    switch self {
    case .boostedTrees:
      Self.treeParameters.merging(["rounds": .integer(from: 1), "eta": .number(.aboveZero)]) { $1 }
    case .randomForest:
      Self.treeParameters.merging(["trees": .integer(from: 1)]) { $1 }
    case .logisticRegression:
      [
        "rounds": .integer(from: 1), "eta": .number(.aboveZero), "lambda": .number(.fromZero),
        "alpha": .number(.fromZero),
      ]
    }
  }

  private static let treeParameters: [String: ParameterType] = [
    "max_depth": .integer(from: 0), "max_leaves": .integer(from: 0), "max_bin": .integer(from: 2),
    "min_child_weight": .number(.fromZero), "gamma": .number(.fromZero), "lambda": .number(.fromZero),
    "alpha": .number(.fromZero), "max_delta_step": .number(.fromZero),
    "subsample": .number(.share), "colsample_bytree": .number(.share), "colsample_bylevel": .number(.share),
    "colsample_bynode": .number(.share),
    "scale_pos_weight": .number(.aboveZero), "base_score": .number(.probability),
    "tree_method": .word(["hist", "approx", "exact"]), "grow_policy": .word(["depthwise", "lossguide"]),
  ]
}
