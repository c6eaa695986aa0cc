package import Diagnostics
import Documents
package import Identity
package import PipelineModel

/// A file of a plot, as one revision has it.
package struct PlotFile: Sendable {
  /// The file.
  package let path: RelativePath
  /// Its bytes.
  package let bytes: [UInt8]
}

/// What became of the files of a plot at one revision.
package enum PlotLookup: Sendable {
  /// They are here: one, or all of a folder in the order of their names.
  case found([PlotFile])
  /// The stage that makes them never ran.
  case notMade
  /// They are not there.
  case absent(Diagnostic)
  /// They are there and cannot be read.
  case failed([Diagnostic])
}

extension ProjectSnapshot {
  /// The plots that the pipeline files define: those at the top of a file, then those of its stages.
  ///
  /// An id that comes again is passed over, and so is a stage's plot without a word on how to draw it where another one
  /// draws its file.
  package var plots: [PlotDefinition] {
    var found: [PlotDefinition] = []
    var plain: [PlotDefinition] = []
    for pipeline in pipelines {
      found += pipeline.plots
      for output in pipeline.stages.flatMap(\.outputs) where output.role == .plot {
        found += output.plots
        if output.plots.isEmpty {
          plain.append(PlotDefinition(id: output.path.description, at: output.span, path: output.path))
        }
      }
    }
    let drawn = Set(found.flatMap(\.files))
    var seen: Set<String> = []
    return (found + plain.filter { plot in !plot.files.contains(where: drawn.contains) })
      .filter { seen.insert($0.id).inserted }
      .map { plot in
        var plot = plot
        plot.span = here(plot.span)
        return plot
      }
  }

  /// What is wrong with pipeline files, whose plots are therefore not known.
  package var plotProblems: [Diagnostic] { pipelineProblems }

  /// The file at `path`, or all files below it, from the revision itself or else from the cache.
  package func plotFiles(at path: RelativePath, definedAt span: SourceSpan? = nil) -> PlotLookup {
    let output = pipelines.lazy.flatMap(\.stages).flatMap { stage in
      stage.outputs.lazy.map { (stage: stage.id, out: $0) }
    }.first { $0.out.path.contains(path) }
    do {
      let own = try files.files(at: path)
      if !own.isEmpty { return .found(try own.map { try PlotFile(path: $0, bytes: read($0)) }) }
      if let output, output.out.isCached {
        let kept = try cached.files(at: output.out.path, of: output.stage) ?? []
        let below = kept.filter { path.contains($0.path) }
        if !below.isEmpty {
          return .found(try below.map { PlotFile(path: $0.path, bytes: try cached.bytes($0.digest)) })
        }
      }
      if let output, (try? cached.knows(output.stage)) == false { return .notMade }
    } catch {
      let prefix = "plot file '\(files.shown(path))' cannot be read"
      return .failed(Self.diagnostics(error, prefix: prefix).map { Self.placed($0, span) })
    }
    let hint = revision == .workspace && output != nil ? "'lockstep repro' makes it" : nil
    return .absent(
      Diagnostic("plot file '\(files.shown(path))' does not exist", at: span, hint: hint))
  }

  /// What diagnostics call the file at `path`.
  package func shown(_ path: RelativePath) -> String { files.shown(path) }

  private func read(_ path: RelativePath) throws -> [UInt8] {
    try files.readIfPresent(path, limit: DocumentLimits.data.bytes) ?? []
  }

  private static func placed(_ diagnostic: Diagnostic, _ span: SourceSpan?) -> Diagnostic {
    var diagnostic = diagnostic
    diagnostic.span = diagnostic.span ?? span
    return diagnostic
  }
}
