package import Diagnostics
package import Identity
package import PipelineModel

/// The values of one revision's files, and what could not be read.
package struct ValueReport: Sendable {
  /// The revision.
  package var revision: Revision
  /// The files that were read, sorted by path.
  package var files: [ValueFile] = []
  /// What the user named and is not there.
  package var absent: [RelativePath] = []
  /// Metrics files that are not there because their stage never ran.
  package var notMade: [RelativePath] = []
  /// The files that are there and could not be read, and the first reason why.
  package var unreadable: [RelativePath: Diagnostic] = [:]
  /// What the values of metrics files mean.
  package var declarations: [MetricDeclaration] = []
  /// What could not be read, and why; the rest is told all the same.
  package var problems: [Diagnostic] = []

  /// A report without files.
  package init(revision: Revision, problems: [Diagnostic] = []) {
    self.revision = revision
    self.problems = problems
  }

  /// What is declared of the values in the file at `path`: by its own name, or by that of the nearest folder.
  package func declaration(of path: RelativePath) -> MetricDeclaration? {
    declarations.filter { $0.path.contains(path) }.max { $0.path.bytes.count < $1.path.bytes.count }
  }
}
