/// Local regression: the line that a curve follows without its noise.
package enum Smoothing {
  /// The share of the points that each local line is fitted to.
  package static let bandwidth = 0.3
  /// More points than this are averaged into as many cells of equal width first, so that the cost stays linear.
  static let cells = 400

  /// The smoothed curve of `points`, by ascending x.
  ///
  /// LOESS of degree 1 without robustness steps (W. S. Cleveland, 1979): at each x the weighted least-squares line
  /// through the nearest `bandwidth × n` points, with tricube weights `(1 - (d / dmax)³)³`. Points that cannot be drawn
  /// are left out; fewer than three come back as they are, and so does what lies on one x.
  package static func loess(_ points: [ChartPoint]) -> [ChartPoint] {
    let known = averaged(points.filter(\.isDrawn).sorted { $0.x < $1.x })
    guard known.count > 2 else { return known }
    let window = max(3, min(known.count, Int((bandwidth * Double(known.count)).rounded())))
    var first = 0
    return known.map { point in
      while first + window < known.count, known[first + window].x - point.x < point.x - known[first].x {
        first += 1
      }
      return ChartPoint(point.x, fitted(known[first..<first + window], at: point.x) ?? point.y)
    }
  }

  private static func fitted(_ points: ArraySlice<ChartPoint>, at x: Double) -> Double? {
    let widest = points.reduce(0) { max($0, abs($1.x - x)) }
    guard widest > 0 else { return nil }
    var (weights, sumX, sumY, sumXX, sumXY) = (0.0, 0.0, 0.0, 0.0, 0.0)
    for point in points {
      let distance = abs(point.x - x) / widest
      let rest = 1 - distance * distance * distance
      let weight = rest * rest * rest
      let dx = (point.x - x) / widest
      weights += weight
      sumX += weight * dx
      sumY += weight * point.y
      sumXX += weight * dx * dx
      sumXY += weight * dx * point.y
    }
    let determinant = weights * sumXX - sumX * sumX
    if weights <= 0 { return nil }
    if determinant <= 1e-12 * weights * weights { return sumY / weights }
    let result = (sumXX * sumY - sumX * sumXY) / determinant
    return result.isFinite ? result : nil
  }

  private static func averaged(_ points: [ChartPoint]) -> [ChartPoint] {
    guard points.count > cells, let first = points.first?.x, let last = points.last?.x, last > first
    else { return points }
    var sums = Array(repeating: (x: 0.0, y: 0.0, count: 0.0), count: cells)
    for point in points {
      let cell = min(cells - 1, Int((point.x - first) / (last - first) * Double(cells)))
      sums[cell].x += point.x
      sums[cell].y += point.y
      sums[cell].count += 1
    }
    return sums.filter { $0.count > 0 }.map { ChartPoint($0.x / $0.count, $0.y / $0.count) }
  }
}

/// Values counted in bins of one width.
package struct Histogram: Hashable, Sendable {
  /// The edges of the bins, one more than there are bins.
  package let edges: [Double]
  /// How many values, or how much weight, each bin holds; its lower edge is in it, and the last one's upper edge too.
  package let counts: [Double]

  /// The bins of `values`, at most about `count` of them with round edges.
  ///
  /// Values that cannot be drawn are left out; of nothing there is one empty bin.
  package init(_ values: [Double], bins count: Int = 30) {
    let range = NiceTicks.rounded(Domain.spread(Domain.range(values)), count: count)
    let ticks = NiceTicks(range, count: count).ticks.map(\.value)
    let edges = ticks.count > 1 ? ticks : [range.lowerBound, range.upperBound]
    var counts = Array(repeating: 0.0, count: edges.count - 1)
    let (low, high) = (edges[0], edges[edges.count - 1])
    for value in values where Domain.holds(value) {
      let share = (value - low) / (high - low) * Double(counts.count)
      var bin = min(max(0, Int(share)), counts.count - 1)
      if value < edges[bin], bin > 0 { bin -= 1 }
      if bin + 1 < counts.count, value >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.edges = edges
    self.counts = counts
  }
}
