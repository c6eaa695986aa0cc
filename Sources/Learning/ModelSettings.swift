/// The kinds of models, by the names that params use.
package enum ModelKind: String, Hashable, Sendable, CaseIterable {
  /// Gradient-boosted trees.
  case boostedTrees = "boosted_trees"
  /// A random forest: many trees of one round, each on a sample of rows and columns.
  case randomForest = "random_forest"
  /// Logistic regression, by coordinate descent on centred and scaled features.
  case logisticRegression = "logistic_regression"

  /// What is used where a parameter is not set and xgboost's own default does not serve.
  fileprivate var defaults: [String: String] {
    switch self {
    case .boostedTrees: ["rounds": "100", "tree_method": "hist"]
    case .randomForest:
      ["trees": "100", "tree_method": "hist", "subsample": "0.8", "colsample_bynode": "0.8"]
    case .logisticRegression: ["rounds": "50"]
    }
  }
}

/// What a model is trained with.
package struct ModelSettings: Hashable, Sendable {
  /// The kind of model.
  package var kind: ModelKind
  /// Values by the names of `kind.parameters`, as their source texts.
  package var parameters: [String: String]
  /// The seed of whatever is random.
  package var seed: Int

  /// Settings; `parameters` must be of the names and types that the kind has.
  package init(kind: ModelKind, parameters: [String: String] = [:], seed: Int = 0) {
    self.kind = kind
    self.parameters = parameters
    self.seed = seed
  }

  private var complete: [String: String] { kind.defaults.merging(parameters) { $1 } }

  /// The number of boosting rounds; 1 for a forest.
  package var rounds: Int {
    kind == .randomForest ? 1 : complete["rounds"].flatMap { Int($0) } ?? 1
  }

  /// The names and values that libxgboost gets, sorted by name.
  package var libraryParameters: [(name: String, value: String)] {
    var all = complete
    all["rounds"] = nil
    all["objective"] = "binary:logistic"
    all["seed"] = String(seed)
    all["verbosity"] = "0"
    switch kind {
    case .boostedTrees:
      all["booster"] = "gbtree"
    case .randomForest:
      all["booster"] = "gbtree"
      all["num_parallel_tree"] = all.removeValue(forKey: "trees")
      all["eta"] = "1"
    case .logisticRegression:
      all["booster"] = "gblinear"
      // The other updater, shotgun, gives other bytes on every run.
      all["updater"] = "coord_descent"
      all["feature_selector"] = "cyclic"
    }
    return all.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
