/// A chart: what it shows and its words, without a size, a colour or a place on a page.
package struct Chart: Sendable {
  /// What it shows.
  package enum Content: Sendable {
    case curves(Curves)
    case bars(Bars)
    case matrix(Matrix)
  }

  /// The words above it.
  package var title: String
  /// What must be known beside the title, such as how many values are missing; a sentence each.
  package var notes: [String]
  /// The words at the horizontal axis.
  package var xLabel: String
  /// The words at the vertical axis.
  package var yLabel: String
  /// What it shows.
  package var content: Content

  /// A chart.
  package init(
    title: String, notes: [String] = [], xLabel: String = "", yLabel: String = "", content: Content
  ) {
    self.title = title
    self.notes = notes
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.content = content
  }
}

/// A point of a series; what cannot be drawn (NaN, infinite, beyond 1e300) leaves a gap.
package struct ChartPoint: Hashable, Sendable {
  /// Along the horizontal axis: a number, seconds since the epoch, or a place among categories.
  package var x: Double
  /// Along the vertical axis.
  package var y: Double

  /// A point.
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  var isDrawn: Bool { Domain.holds(x) && Domain.holds(y) }
}

/// How much a series stands out.
package enum Weight: Hashable, Sendable {
  /// One of several.
  case normal
  /// Behind the others: a single fold beside the mean, raw values beside smoothed ones.
  case faint
  /// Before the others: a mean.
  case strong
  /// What the others are compared with: grey and dotted.
  case reference
}

/// Lines or points over one pair of axes.
package struct Curves: Sendable {
  /// How the points of a series are drawn.
  package enum Mark: Hashable, Sendable { case line, dots }

  /// What the horizontal axis counts.
  package enum Axis: Hashable, Sendable {
    /// Numbers.
    case number
    /// Seconds since the epoch.
    case time
    /// Names; the first stands at 0.
    case names([String])
  }

  /// The points of one name.
  package struct Series: Sendable {
    /// What the legend says; nil where it says nothing of this series.
    package var name: String?
    /// Which colour and dash: series of one group share a number.
    package var style: Int
    /// How much it stands out.
    package var weight: Weight
    /// The points; a line joins them in the order of `x`.
    package var points: [ChartPoint]

    /// A series.
    package init(_ name: String?, style: Int, weight: Weight = .normal, points: [ChartPoint]) {
      self.name = name
      self.style = style
      self.weight = weight
      self.points = points
    }
  }

  /// Lines or points.
  package var mark: Mark
  /// What the horizontal axis counts.
  package var axis: Axis
  /// The series; later ones are drawn over earlier ones.
  package var series: [Series]

  /// Curves.
  package init(_ mark: Mark = .line, axis: Axis = .number, series: [Series]) {
    self.mark = mark
    self.axis = axis
    self.series = series
  }
}

/// Bars of named things, side by side where there are several series.
package struct Bars: Sendable {
  /// Which way they point.
  package enum Direction: Hashable, Sendable { case up, right }

  /// The bars of one colour, one for each name.
  package struct Series: Sendable {
    /// What the legend says.
    package var name: String
    /// The lengths, in the order of the names; NaN where there is none.
    package var values: [Double]
    /// How far each may be off, to both sides; empty where that is not known.
    package var spreads: [Double]

    /// A series.
    package init(_ name: String, values: [Double], spreads: [Double] = []) {
      self.name = name
      self.values = values
      self.spreads = spreads
    }
  }

  /// A value that all bars are compared with, and how far it may be off.
  package struct Reference: Hashable, Sendable {
    /// What the legend says.
    package var name: String
    /// The value.
    package var value: Double
    /// How far it may be off, to both sides; 0 draws a line without a band.
    package var spread: Double

    /// Whether it is the mean of the bars, which has a line of its own kind.
    package var isMean: Bool

    /// A reference.
    package init(_ name: String, value: Double, spread: Double = 0, isMean: Bool = false) {
      self.name = name
      self.value = value
      self.spread = spread
      self.isMean = isMean
    }

    var style: String { isMean ? "line reference mean" : "line reference" }
  }

  /// Which way they point.
  package var direction: Direction
  /// What the bars stand for.
  package var names: [String]
  /// The bars.
  package var series: [Series]
  /// What they are compared with.
  package var references: [Reference]
  /// Whether bars touch, as those of a histogram do; then `names` are the edges of bins, one more than bars.
  package var isHistogram: Bool

  /// Bars.
  package init(
    _ direction: Direction, names: [String], series: [Series], references: [Reference] = [],
    isHistogram: Bool = false
  ) {
    self.direction = direction
    self.names = names
    self.series = series
    self.references = references
    self.isHistogram = isHistogram
  }
}

/// A matrix of numbers shown as shades, such as a confusion matrix.
package struct Matrix: Sendable {
  /// The names of the rows.
  package var rows: [String]
  /// The names of the columns.
  package var columns: [String]
  /// The values, row by row; NaN where there is none.
  package var values: [[Double]]
  /// Whether values are shares, shown in percent.
  package var areShares: Bool

  /// A matrix.
  package init(rows: [String], columns: [String], values: [[Double]], areShares: Bool = false) {
    self.rows = rows
    self.columns = columns
    self.values = values
    self.areShares = areShares
  }

  /// Every row divided by its sum; a row that sums to nothing has no shares.
  package var normalized: Matrix {
    var result = self
    result.areShares = true
    result.values = values.map { row in
      let sum = row.reduce(0) { $0 + ($1.isFinite ? $1 : 0) }
      return row.map { sum > 0 ? $0 / sum : .nan }
    }
    return result
  }
}
