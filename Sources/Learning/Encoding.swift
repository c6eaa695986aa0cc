/// The part of a feature recipe that must be fitted: what to learn from the training rows.
package struct EncodingRecipe: Hashable, Sendable {
  /// The order in which the categories of a text column get their codes 0, 1, 2, ….
  package enum CategoryOrder: String, Hashable, Sendable, CaseIterable {
    /// Most frequent first; equally frequent ones by their text's bytes.
    case frequency
    /// By the bytes of their texts.
    case text
  }

  /// A range of quantiles, 0…1.
  package struct QuantileRange: Hashable, Sendable {
    /// The lower quantile.
    package var low: Double
    /// The upper quantile, not below the lower one.
    package var high: Double

    /// A range.
    package init(low: Double, high: Double) {
      self.low = low
      self.high = high
    }
  }

  /// How categories get their codes.
  package var categories: CategoryOrder
  /// The columns whose missing numbers become the median of the training rows; nil for all columns.
  package var medians: Set<String>?
  /// The columns whose numbers are moved into a range of quantiles of the training rows.
  package var clips: [String: QuantileRange]
  /// The columns whose numbers become the number of one of so many bins of equal count.
  package var bins: [String: Int]
  /// Whether all columns are then centred and scaled to the mean 0 and the standard deviation 1.
  package var standardize: Bool

  /// A recipe; by default categories are coded by frequency and numbers stay as they are.
  package init(
    categories: CategoryOrder = .frequency, medians: Set<String>? = [],
    clips: [String: QuantileRange] = [:], bins: [String: Int] = [:], standardize: Bool = false
  ) {
    self.categories = categories
    self.medians = medians
    self.clips = clips
    self.bins = bins
    self.standardize = standardize
  }
}

/// What was learned of one column from the training rows; applied in the order of the properties.
package struct ColumnEncoding: Hashable, Sendable {
  /// The column's name.
  package var name: String
  /// The categories in the order of their codes; nil of a column of numbers.
  ///
  /// A text that is not among them is missing.
  package var categories: [String]?
  /// What takes the place of missing values.
  package var median: Float?
  /// What values are raised to.
  package var low: Float?
  /// What values are lowered to.
  package var high: Float?
  /// The rising edges of bins: a value becomes the number of edges that are at most it.
  package var edges: [Float]?
  /// What is taken off.
  package var mean: Double?
  /// What is then divided by; never 0.
  package var scale: Double?

  /// What leaves a column of numbers, or the categories of a text column, as they are.
  package init(name: String, categories: [String]? = nil) {
    self.name = name
    self.categories = categories
  }

  /// Whether numbers stay as they are.
  var keepsNumbers: Bool {
    categories == nil && median == nil && low == nil && high == nil && edges == nil && mean == nil
  }

  /// A number as the model sees it.
  func encode(_ number: Float) -> Float {
    var value = number.isNaN ? (median ?? number) : number
    guard !value.isNaN else { return value }
    if let low { value = max(value, low) }
    if let high { value = min(value, high) }
    if let edges { value = Float(edges.count { $0 <= value }) }
    if let mean, let scale { value = Float((Double(value) - mean) / scale) }
    return value
  }
}
