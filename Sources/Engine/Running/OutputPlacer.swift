package import Identity
package import PipelineModel
import Platform
package import Store

/// Puts recorded outs into the workspace, each whole or not at all, and never over something that cannot be given
/// back: that is moved to `trash` first.
package struct OutputPlacer {
  let project: Project
  private let trash: RelativePath

  /// A placer; what is in the way goes to a trash folder of this moment.
  package init(_ project: Project) throws {
    self.project = project
    trash = try Trash.folder()
  }

  /// Makes `out` stand at its path.
  ///
  /// - Parameter output: what the pipeline file declares of it.
  /// - Parameter links: how its bytes come out of the cache; as the project is set where nil.
  /// - Parameter isKnown: whether what stands there now can be given back.
  /// - Throws: `StoreError` where the cache cannot give the content; the workspace is as before then.
  package func place(
    _ out: OutputRecord, as output: Output, by links: [LinkType]? = nil, isKnown: (Content) -> Bool
  ) throws {
    let store = try project.store()
    let building = try project.scratchPath("out")
    try project.own.makeFolders(building.parent)
    let site = BuildingSite(folder: project.own, path: building, place: out.path)
    do {
      try store.materialize(out.content, at: site, by: links ?? self.links(of: output))
      let stands = measured(out.path)
      if let stands, isKnown(stands.content), exchange(building, with: out.path) { return }
      try clear(out.path, stands, isKnown: isKnown)
      try project.workspace.makeFolders(out.path.parent)
      try project.own.move(building, to: out.path, in: project.workspace)
    } catch {
      try? project.own.removeTree(building)
      throw error
    }
  }

  /// Puts what was built in the place of what can be given back, with no moment at which nothing stands there.
  ///
  /// - Returns: whether that was possible.
  private func exchange(_ building: RelativePath, with path: RelativePath) -> Bool {
    do throws(SystemError) {
      try project.own.exchange(building, with: path, in: project.workspace)
    } catch { return false }
    // It is of no use any more, and goes with the rest of what was built where it cannot be removed now.
    try? project.own.removeTree(building)
    return true
  }

  private func measured(_ path: RelativePath) -> Measurement? {
    let reader = ContentReader(
      workspace: project.workspace, cache: project.statCache, objects: project.objectsFolder)
    return try? reader.measure(path, view: .output)
  }

  /// How the bytes of `output` come out of the cache: what git keeps, and what its own stage writes to, must be a file of
  /// its own.
  private func links(of output: Output) -> [LinkType] {
    output.isCached && !output.isPersistent ? project.configuration.linkTypes : LinkType.standard
  }

  /// What to copy or hash on another thread before `outs` are placed; nil where it is less than `bytes`, and few files.
  func ahead(
    of outs: [(record: OutputRecord, output: Output)], from bytes: Int64
  ) throws -> RestoreAhead? {
    let contents = outs.map { ($0.record.content, links(of: $0.output)) }
    return try project.store().restoreAhead(
      of: contents, in: project.own, project.scratchPath("restore"), from: bytes)
  }

  /// Takes what stands at `path` out of the way.
  package func clear(_ path: RelativePath, isKnown: (Content) -> Bool) throws {
    try clear(path, measured(path), isKnown: isKnown)
  }

  private func clear(_ path: RelativePath, _ found: Measurement?, isKnown: (Content) -> Bool) throws {
    guard try project.workspace.status(path) != nil else { return }
    let aside = try trash.appending(path)
    try project.own.makeFolders(aside.parent)
    try project.workspace.move(path, to: aside, in: project.own)
    if let found, isKnown(found.content) { try project.own.removeTree(aside) }
    removeEmptyFolders(above: aside)
  }

  private func removeEmptyFolders(above path: RelativePath) {
    var folder = path.parent
    while !folder.isRoot, (try? project.own.removeFolder(folder)) != nil { folder = folder.parent }
  }
}
