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

  /// Stages that one entry of the file makes, by `foreach` or `matrix`.
  package struct Group: Hashable, Sendable {
    /// What stands before the `@` of their names.
    package var name: String
    /// Where that is written.
    package var span: SourceSpan
    /// How many there are; none is no error.
    package var count: Int

    /// A group.
    package init(name: String, span: SourceSpan, count: Int) {
      self.name = name
      self.span = span
      self.count = count
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
  /// The groups of stages, those without members too, in the order of the file.
  package var groups: [Group] = []
  /// What is odd about the file, though nothing is wrong.
  package var warnings: [Diagnostic] = []
  /// The values of params files that templates outside stages used.
  package var templateParams: [ParamRequest] = []

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
