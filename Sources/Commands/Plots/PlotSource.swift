import Diagnostics
import History
import Identity
import PipelineModel

/// The plots' files at one revision, each read once.
final class PlotSource {
  let snapshot: ProjectSnapshot
  /// The plots that the revision's pipeline files define.
  let plots: [PlotDefinition]
  private var lookups: [RelativePath: PlotLookup] = [:]
  private var tables: [TableKey: Result<PlotTable, Diagnostics>] = [:]

  private struct TableKey: Hashable {
    let path: RelativePath
    let hasHeader: Bool
  }

  init(_ snapshot: ProjectSnapshot) {
    self.snapshot = snapshot
    plots = snapshot.plots
  }

  /// What the user calls the revision.
  var name: String { snapshot.revision.name }

  /// Whether the revision's own plots draw `path`.
  func defines(_ path: RelativePath) -> Bool {
    plots.contains { plot in plot.files.contains { $0.contains(path) } }
  }

  func lookup(_ path: RelativePath, at span: SourceSpan?) -> PlotLookup {
    if let known = lookups[path] { return known }
    let found = snapshot.plotFiles(at: path, definedAt: span)
    lookups[path] = found
    return found
  }

  /// The table at `path`, whose lookup found it.
  func table(_ path: RelativePath, hasHeader: Bool) throws(Diagnostics) -> PlotTable {
    let key = TableKey(path: path, hasHeader: hasHeader)
    if let known = tables[key] { return try known.get() }
    let result: Result<PlotTable, Diagnostics>
    do throws(Diagnostics) {
      guard case .found(let files) = lookup(path, at: nil), files.count == 1, let file = files.first,
        file.path == path
      else {
        throw Diagnostics([Diagnostic("'\(snapshot.shown(path))' is a folder; a plot's axis needs a file")])
      }
      result = .success(
        try PlotTable(file.bytes, of: path, shown: snapshot.shown(path), hasHeader: hasHeader))
    } catch {
      result = .failure(error)
    }
    tables[key] = result
    return try result.get()
  }
}
