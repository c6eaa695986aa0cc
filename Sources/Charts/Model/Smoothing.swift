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
