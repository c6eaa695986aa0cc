import Charts

/// Points of the same `x` moved apart, so that those that would cover each other show.
///
/// A point moves by at most 0.3 of the least distance between two places, to a side that depends only on its number: the
/// same data gives the same picture.
enum Jitter {
  /// The share of the distance between two places that a point may move.
  private static let reach = 0.3

  /// `series` with each point moved along the horizontal axis.
  static func spread(_ series: [Curves.Series]) -> [Curves.Series] {
    let places = Set(series.lazy.flatMap(\.points).map(\.x).filter(\.isFinite)).sorted()
    let least = zip(places, places.dropFirst()).map { $1 - $0 }.min() ?? 1
    var number = 0
    return series.map { series in
      guard series.weight != .reference else { return series }
      var moved = series
      moved.points = series.points.map { point in
        number += 1
        return ChartPoint(point.x + (fraction(number) - 0.5) * 2 * reach * least, point.y)
      }
      return moved
    }
  }

  /// Numbers in 0..<1 of which any few in a row are far from each other: multiples of the golden ratio, without their
  /// whole parts.
  private static func fraction(_ number: Int) -> Double {
    let multiple = Double(number) * 0.618_033_988_749_894_9
    return multiple - multiple.rounded(.down)
  }
}
