/// Values counted in bins of one width.
package struct Histogram: Hashable, Sendable {
  /// The edges of the bins, one more than there are bins.
  package let edges: [Double]
  /// How many values each bin holds; its lower edge is in it, and the last one's upper edge too.
  package let counts: [Double]

  /// The bins of `values`, at most about `count` of them with round edges.
  ///
  /// Values that cannot be drawn are left out; of nothing there is one empty bin.
  package init(_ values: [Double], bins count: Int = 30) {
    self.init(values, edges: Self.edges(of: values, bins: count))
  }

  /// The bins between `edges`, which are at least two and ascend.
  package init(_ values: [Double], edges: [Double]) {
    self.edges = edges
    var counts = Array(repeating: 0.0, count: edges.count - 1)
    let (low, high) = (edges[0], edges[edges.count - 1])
    for value in values where Domain.holds(value) && value >= low && value <= high {
      let share = (value - low) / (high - low) * Double(counts.count)
      var bin = min(max(0, Int(share)), counts.count - 1)
      if value < edges[bin], bin > 0 { bin -= 1 }
      if bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.counts = counts
  }

  /// Round edges of at most about `count` bins that hold all of `values`.
  package static func edges(of values: [Double], bins count: Int = 30) -> [Double] {
    let range = NiceTicks.rounded(Domain.spread(Domain.range(values)), count: count)
    let ticks = NiceTicks(range, count: count).ticks.map(\.value)
    guard let first = ticks.first, let last = ticks.last, ticks.count > 1, first <= range.lowerBound,
      last >= range.upperBound
    else { return [range.lowerBound, range.upperBound] }
    return ticks
  }
}
