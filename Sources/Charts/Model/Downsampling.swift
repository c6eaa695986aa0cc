/// Fewer points that look the same.
enum Downsampling {
  /// The parts of a line between its gaps, by ascending x, with at most four points in each of `columns` columns.
  ///
  /// Of the points that fall into one column the first, the least, the greatest and the last are kept, in their order,
  /// so that every peak still shows.
  static func line(_ points: [ChartPoint], in range: ClosedRange<Double>, columns: Int) -> [[ChartPoint]] {
    parts(points).map { part in
      part.count <= columns * 2 ? part : thinned(part, in: range, columns: columns)
    }
  }

  private static func parts(_ points: [ChartPoint]) -> [[ChartPoint]] {
    let placed = points.filter { Domain.holds($0.x) }
    var isSorted = true
    for index in placed.indices.dropFirst() where placed[index].x < placed[index - 1].x {
      isSorted = false
      break
    }
    let ordered =
      isSorted
      ? placed
      : placed.enumerated().sorted { ($0.element.x, $0.offset) < ($1.element.x, $1.offset) }.map(\.element)
    return ordered.split { !Domain.holds($0.y) }.map(Array.init)
  }

  private static func thinned(
    _ part: [ChartPoint], in range: ClosedRange<Double>, columns: Int
  ) -> [ChartPoint] {
    let span = range.upperBound - range.lowerBound
    func column(_ point: ChartPoint) -> Int {
      span > 0 ? Int((point.x - range.lowerBound) / span * Double(columns)) : 0
    }
    var kept: [ChartPoint] = []
    var first = 0
    while first < part.count {
      let own = column(part[first])
      var (end, least, greatest) = (first, first, first)
      while end < part.count, column(part[end]) == own {
        if part[end].y < part[least].y { least = end }
        if part[end].y > part[greatest].y { greatest = end }
        end += 1
      }
      var last = -1
      for index in [first, min(least, greatest), max(least, greatest), end - 1] where index > last {
        kept.append(part[index])
        last = index
      }
      first = end
    }
    return kept
  }

  /// One of the points that `place` puts into the same cell of `cell` by `cell` units.
  static func dots(
    _ points: [ChartPoint], cell: Double, place: (ChartPoint) -> (x: Double, y: Double)
  ) -> [(x: Double, y: Double)] {
    struct Cell: Hashable { let x: Int, y: Int }
    var seen: Set<Cell> = []
    var kept: [(x: Double, y: Double)] = []
    for point in points where point.isDrawn {
      let spot = place(point)
      if seen.insert(Cell(x: Int(spot.x / cell), y: Int(spot.y / cell))).inserted { kept.append(spot) }
    }
    return kept
  }
}
