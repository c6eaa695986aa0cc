package import Diagnostics
package import Identity

/// A plot that the pipeline file defines: what of which files goes on which axis.
package struct PlotDefinition: Hashable, Sendable {
  /// Fields of one file.
  package struct Fields: Hashable, Sendable {
    /// The file.
    package var file: RelativePath
    /// Its fields, in the order written; never empty.
    package var names: [String]
    /// Where the file is written.
    package var span: SourceSpan

    /// Fields of `file`.
    package init(_ file: RelativePath, _ names: [String], at span: SourceSpan) {
      self.file = file
      self.names = names
      self.span = span
    }
  }

  /// What goes on an axis.
  package enum Axis: Hashable, Sendable {
    /// Fields of the file that the plot is named for; `x` has exactly one.
    case fields([String])
    /// Fields of files that the axis names; a file of `x` has exactly one.
    case byFile([Fields])
  }

  /// What lines are compared with.
  package enum Baseline: Hashable, Sendable {
    /// One height everywhere.
    case value(Double)
    /// As high as far along.
    case diagonal
  }

  /// What the plot is called: a path, or a name of its own.
  package var id: String
  /// Where that is written.
  package var span: SourceSpan
  /// The file, or the folder of files, that the plot is named for; nil where `y` names its files.
  package var path: RelativePath?
  /// The horizontal axis; nil for the row's number.
  package var x: Axis?
  /// The vertical axis; nil for the last field.
  package var y: Axis?
  /// The words at the horizontal axis.
  package var xLabel: String?
  /// The words at the vertical axis.
  package var yLabel: String?
  /// The words above the plot.
  package var title: String?
  /// How it is drawn: `linear`, `scatter`, `confusion` and the like, unchecked.
  package var template: String?
  /// Whether the first row of a CSV or TSV file names its fields.
  package var hasHeader = true

  /// The field whose values each make a line of their own.
  package var group: String?
  /// Whether the mean over the groups, or the bars, is drawn as well.
  package var showsMean = false
  /// What lines and bars are compared with.
  package var baseline: Baseline?
  /// The field that says for how many rows one stands, in a confusion matrix.
  package var weight: String?
  /// The field that says how far a bar may be off, to both sides.
  package var spread: String?

  /// A plot; without more, one that draws all of the file at `path` as it comes.
  package init(id: String, at span: SourceSpan, path: RelativePath?) {
    self.id = id
    self.span = span
    self.path = path
  }

  /// The files that it draws, in the order written, each once.
  package var files: [RelativePath] {
    var found: [RelativePath] = path.map { [$0] } ?? []
    for case .byFile(let parts)? in [y, x] {
      for part in parts where !found.contains(part.file) { found.append(part.file) }
    }
    return found
  }
}
