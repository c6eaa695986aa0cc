/// Rows ordered by falling probability, as groups of equal ones, with the positives of each.
///
/// All metrics that look only at the order are computed from this, so that the order of the rows of a
/// file, and with it the order inside a group, can never matter.
package struct Ranking: Sendable {
  /// Rows of one probability.
  package struct Group: Hashable, Sendable {
    /// The probability that they share.
    package var probability: Double
    /// How many rows have it.
    package var count: Int
    /// How many of those are positive.
    package var positives: Int
  }

  /// The groups, highest probability first.
  package let groups: [Group]
  /// The number of rows.
  package let count: Int
  /// The number of positive rows.
  package let positives: Int

  /// The ranking of rows with these probabilities and targets.
  ///
  /// - Precondition: both have the same length, and no probability is NaN.
  package init(probabilities: [Double], targets: [Bool]) {
    precondition(probabilities.count == targets.count, "each row has a probability and a target")
    var rows = Self.keys(probabilities, targets)
    rows.sort(by: >)
    var groups: [Group] = []
    var positives = 0
    for row in rows {
      let probability = Self.probability(ofKey: row >> 1)
      let positive = Int(row & 1)
      positives += positive
      if let last = groups.last, last.probability == probability {
        groups[groups.count - 1].count += 1
        groups[groups.count - 1].positives += positive
      } else {
        groups.append(Group(probability: probability, count: 1, positives: positive))
      }
    }
    self.groups = groups
    self.positives = positives
    count = rows.count
  }

  /// The share of positive rows; 0 of no rows.
  package var baseRate: Double { count == 0 ? 0 : Double(positives) / Double(count) }

  /// How many positives are expected among the first `k` rows where rows of one probability come in
  /// any order with the same chance.
  ///
  /// - Precondition: `0 <= k <= count`.
  package func expectedPositives(amongTop k: Int) -> Double {
    precondition(k >= 0 && k <= count, "the cut lies within the rows")
    var above = 0
    var positivesAbove = 0
    for group in groups {
      if above + group.count > k {
        let share = Double((k - above) * group.positives) / Double(group.count)
        return Double(positivesAbove) + share
      }
      above += group.count
      positivesAbove += group.positives
    }
    return Double(positivesAbove)
  }

  /// Integers that sort as the probabilities do, and the target in the lowest bit.
  ///
  /// A probability needs 63 bits: its sign is dropped, after −0 has become 0.
  private static func keys(_ probabilities: [Double], _ targets: [Bool]) -> [UInt64] {
    var keys: [UInt64] = []
    keys.reserveCapacity(probabilities.count)
    for (probability, target) in zip(probabilities, targets) {
      precondition(probability >= 0, "a probability is at least 0")
      keys.append((probability + 0).bitPattern << 1 | (target ? 1 : 0))
    }
    return keys
  }

  private static func probability(ofKey key: UInt64) -> Double { Double(bitPattern: key) }
}
