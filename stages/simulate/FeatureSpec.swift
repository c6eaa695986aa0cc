/// What a simulated feature looks like, and what it tells about the user.
struct FeatureSpec {
  /// What is true of a user in a month, and seen only through features; each about standard normal.
  enum Trait: Int, CaseIterable {
    /// Interest in a new device. Moves slowly; the strongest reason to change.
    case interest
    /// How interest moved since last month.
    case change
    /// How much the user does.
    case activity
    /// What the user spends. Never moves.
    case spend
    /// How much prices matter. Never moves.
    case thrift
    /// Trouble with the device. Moves fast.
    case trouble
    /// The age of the device.
    case age
    /// Nothing: the feature is noise.
    case none
  }

  /// How the feature is written.
  enum Kind {
    /// Months since the last change of device, exactly.
    case deviceAge
    /// Months since the first contract, exactly.
    case tenure
    /// Money or volume with a heavy tail around a median, in hundredths.
    case amount(median: Double, spread: Double)
    /// Whole numbers from 0 around a median, with a heavy tail.
    case count(median: Double)
    /// Whole numbers of a range.
    case grade(ClosedRange<Double>)
    /// A share from 0 to 1, in ten-thousandths.
    case share
    /// One of some texts, the first being the most frequent.
    case category([String])
  }

  var kind: Kind
  /// What it tells.
  var trait: Trait
  /// How clearly, 0…1: the correlation with the trait before the feature is written.
  var clarity: Double
  /// The share of missing values.
  var missing: Double

  init(_ kind: Kind, _ trait: Trait, _ clarity: Double, missing: Double = 0) {
    self.kind = kind
    self.trait = trait
    self.clarity = clarity
    self.missing = missing
  }

  /// `feature_1` to `feature_50`.
  static let all: [FeatureSpec] = [
    // The contract and its device
    FeatureSpec(.deviceAge, .age, 1), FeatureSpec(.tenure, .none, 0),
    FeatureSpec(.count(median: 1), .spend, 0.3), FeatureSpec(.grade(1...24), .age, 0.5),
    FeatureSpec(.amount(median: 30, spread: 0.4), .spend, 0.8), FeatureSpec(.grade(0...5), .thrift, 0.5),
    // What is spent and used
    FeatureSpec(.amount(median: 45, spread: 0.6), .spend, 0.9),
    FeatureSpec(.amount(median: 4, spread: 1.2), .spend, 0.4, missing: 0.1),
    FeatureSpec(.amount(median: 9, spread: 1), .activity, 0.7),
    FeatureSpec(.amount(median: 120, spread: 0.9), .activity, 0.6),
    FeatureSpec(.amount(median: 2, spread: 1.5), .none, 0, missing: 0.25),
    FeatureSpec(.amount(median: 15, spread: 1.1), .interest, 0.3),
    FeatureSpec(.amount(median: 600, spread: 0.8), .age, 0.4),
    FeatureSpec(.amount(median: 1, spread: 2), .none, 0),
    // What is done
    FeatureSpec(.count(median: 12), .activity, 0.8), FeatureSpec(.count(median: 3), .interest, 0.6),
    FeatureSpec(.count(median: 1), .interest, 0.7), FeatureSpec(.count(median: 2), .change, 0.5),
    FeatureSpec(.count(median: 5), .activity, 0.6), FeatureSpec(.count(median: 20), .activity, 0.4),
    FeatureSpec(.count(median: 1), .trouble, 0.6), FeatureSpec(.count(median: 2), .trouble, 0.5),
    FeatureSpec(.count(median: 30), .none, 0), FeatureSpec(.count(median: 4), .thrift, 0.5),
    FeatureSpec(.count(median: 8), .interest, 0.4, missing: 0.05),
    FeatureSpec(.count(median: 1), .none, 0),
    // Shares and scores
    FeatureSpec(.share, .interest, 0.5), FeatureSpec(.share, .activity, 0.5),
    FeatureSpec(.share, .trouble, 0.4, missing: 0.15), FeatureSpec(.share, .thrift, 0.6),
    FeatureSpec(.share, .none, 0), FeatureSpec(.share, .change, 0.3),
    FeatureSpec(.grade(0...10), .trouble, 0.5, missing: 0.6),
    FeatureSpec(.grade(1...100), .interest, 0.3), FeatureSpec(.grade(1...7), .none, 0),
    FeatureSpec(.grade(300...850), .spend, 0.5, missing: 0.08),
    FeatureSpec(.grade(1...5), .activity, 0.4, missing: 0.3), FeatureSpec(.grade(0...1), .thrift, 0.7),
    FeatureSpec(.grade(0...1), .interest, 0.3), FeatureSpec(.grade(0...1), .none, 0),
    FeatureSpec(.amount(median: 80, spread: 0.5), .none, 0, missing: 0.02),
    FeatureSpec(.amount(median: 7, spread: 0.7), .trouble, 0.3),
    // Texts
    FeatureSpec(.category(["basic", "standard", "plus", "family", "business"]), .spend, 0.7),
    FeatureSpec(.category(["web", "store", "phone", "app", "partner", "post"]), .activity, 0.4),
    FeatureSpec(
      .category(["north", "west", "south", "east", "centre", "coast", "islands", "abroad"]), .none, 0),
    FeatureSpec(
      .category(["acorn", "birch", "cedar", "date", "elm", "fig", "grape", "hazel", "iris", "juniper"]),
      .age, 0.5),
    FeatureSpec(.category(["card", "debit", "invoice", "wallet"]), .thrift, 0.4, missing: 0.04),
    FeatureSpec(.category(["none", "browsed", "compared", "asked", "reserved"]), .interest, 0.6),
    FeatureSpec(.category(["low", "medium", "high"]), .none, 0, missing: 0.2),
    FeatureSpec(.category(["yes", "no"]), .trouble, 0.5),
  ]
}
