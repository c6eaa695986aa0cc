package import Diagnostics
package import Identity

/// What one pipeline file declares.
package struct Pipeline: Sendable {
  /// The name of every pipeline file.
  package static let fileName = "pipeline.yaml"
  /// The name of the lock beside it.
  package static let lockName = "pipeline.lock"
  /// The name of the params file that stages read where they name none.
  package static let paramsName = "params.yaml"

  /// A path listed at the top of the file: read by the reporting verbs, made by no stage of its own.
  package struct Listed: Sendable {
    /// The path.
    package var path: RelativePath
    /// Where it is written.
    package var span: SourceSpan

    /// A listed path.
    package init(_ path: RelativePath, at span: SourceSpan) {
      self.path = path
      self.span = span
    }
  }

  /// The folder of the file; its paths are relative to it.
  package var folder: RelativePath
  /// The file, as it is printed in diagnostics.
  package var file: String
  /// The stages, in the order of the file.
  package var stages: [Stage]
  /// Metrics files beside those of stages, and what their values mean.
  package var metrics: [MetricDeclaration]
  /// Plots beside those of stages.
  package var plots: [PlotDefinition]
  /// Params files beside those that stages read.
  package var params: [Listed]
  /// What the project makes for others.
  package var artifacts: [Artifact] = []

  /// A pipeline; without more, one that declares nothing.
  package init(
    folder: RelativePath, file: String, stages: [Stage] = [], metrics: [MetricDeclaration] = [],
    plots: [PlotDefinition] = [], params: [Listed] = []
  ) {
    self.folder = folder
    self.file = file
    self.stages = stages
    self.metrics = metrics
    self.plots = plots
    self.params = params
  }
}
