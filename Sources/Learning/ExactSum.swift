/// A sum of doubles that is rounded once: what is kept is the exact sum.
///
/// The result is the double nearest to the sum of the terms as real numbers, so it depends neither on
/// their order nor on how they are split among threads; it equals Python's `math.fsum`. The exact sum
/// is a list of doubles that do not overlap (J. R. Shewchuk, "Adaptive Precision Floating-Point
/// Arithmetic", 1997). Terms must be finite. A sum of nothing is 0.
package struct ExactSum: Sendable {
  /// Parts of growing magnitude whose bits do not overlap.
  private var parts: [Double] = []

  /// An empty sum.
  package init() {}

  /// The sum of `terms`.
  package init(_ terms: some Sequence<Double>) {
    for term in terms { add(term) }
  }

  /// Adds `term`.
  package mutating func add(_ term: Double) {
    var carried = term
    var kept = 0
    for index in parts.indices {
      let (sum, error) = Self.add(carried, parts[index])
      if error != 0 {
        parts[kept] = error
        kept += 1
      }
      carried = sum
    }
    parts.removeSubrange(kept...)
    parts.append(carried)
  }

  /// The sum, rounded to the nearest double, ties to even.
  package var value: Double {
    guard var total = parts.last else { return 0 }
    var index = parts.count - 1
    var error = 0.0
    while index > 0, error == 0 {
      index -= 1
      (total, error) = Self.add(total, parts[index])
    }
    // What was dropped may be exactly half a unit; then the parts below it decide the rounding.
    if index > 0, error != 0, (error < 0) == (parts[index - 1] < 0) {
      let doubled = error * 2
      let moved = total + doubled
      if moved - total == doubled { total = moved }
    }
    return total
  }

  /// The rounded sum of two doubles and what the rounding lost.
  private static func add(_ a: Double, _ b: Double) -> (sum: Double, error: Double) {
    let (large, small) = abs(a) < abs(b) ? (b, a) : (a, b)
    let sum = large + small
    return (sum, small - (sum - large))
  }
}
