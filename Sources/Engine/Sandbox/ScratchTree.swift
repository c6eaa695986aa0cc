import Identity
import PipelineModel
import Platform
import Store

/// A folder that holds what one stage declares and nothing else: the project as a sandboxed command sees it.
///
/// Stands in `.lockstep/tmp/`, on the workspace's volume: `tree` is the project, `home` and `tmp` are the command's own.
final class ScratchTree {
  let project: Project
  /// The folder in `.lockstep`.
  let path: RelativePath
  private let rules: IgnoreRules
  /// The files that were put in, and what each was then.
  private(set) var given: [RelativePath: FileStatus] = [:]

  init(_ project: Project) throws {
    self.project = project
    path = try project.scratchPath("sandbox")
    rules = try IgnoreRules.read(in: project.workspace)
    for name in ["tree", "home", "tmp"] { try project.own.makeFolders(path.appending(RelativePath(name))) }
  }

  /// The root of the tree.
  var root: AbsolutePath { project.own.path.appending(path).appending("tree") }
  /// The command's `HOME`.
  var home: AbsolutePath { project.own.path.appending(path).appending("home") }
  /// The command's `TMPDIR`.
  var temporary: AbsolutePath { project.own.path.appending(path).appending("tmp") }

  /// Where `place` of the project is in the tree, as a path of `.lockstep`.
  func site(_ place: RelativePath) throws -> RelativePath {
    try path.appending(RelativePath("tree")).appending(place)
  }

  /// Makes the folder `place` and those above it.
  func makeFolder(_ place: RelativePath) throws { try project.own.makeFolders(site(place)) }

  /// Copies what stands at `place` of the workspace, as a dep of that `view` is measured; or takes the copy `brought` of
  /// `.lockstep` for it.
  func copy(_ place: RelativePath, view: ContentView, brought: RelativePath? = nil) throws {
    if let brought, try !holds(place) {
      try makeFolder(place.parent)
      try project.own.rename(brought, to: site(place))
      return try remember(place)
    }
    let copier = TreeCopy(
      source: project.workspace, target: project.own, objects: project.objectsFolder,
      isIgnored: rules.predicate)
    try makeFolder(place.parent)
    try copier.copy(place, to: site(place), view: view)
    try remember(place)
  }

  /// Builds recorded content at `place` from the cache.
  func restore(_ content: Content, at place: RelativePath) throws {
    let target = try site(place)
    try makeFolder(place.parent)
    try project.store().materialize(
      content, at: BuildingSite(folder: project.own, path: target, place: target), by: LinkType.standard)
    try remember(place)
  }

  /// Makes `bytes` stand at `place`.
  func write(_ bytes: [UInt8], at place: RelativePath) throws {
    try makeFolder(place.parent)
    try project.own.replace(site(place), with: bytes, durable: false)
    try remember(place)
  }

  /// Moves what stands at `source` of `.lockstep` to `place`.
  func adopt(_ source: RelativePath, at place: RelativePath) throws {
    try makeFolder(place.parent)
    let copier = TreeCopy(
      source: project.own, target: project.own, objects: project.objectsFolder, isIgnored: nil)
    try copier.copy(source, to: site(place), view: .output)
    try remember(place)
  }

  /// Whether something stands at `place`.
  func holds(_ place: RelativePath) throws -> Bool { try project.own.status(site(place)) != nil }

  private func remember(_ place: RelativePath) throws {
    guard let status = try project.own.status(site(place)) else { return }
    guard status.kind == .folder else {
      given[place] = status
      return
    }
    for entry in try project.own.names(site(place)) { try remember(place.appending(name: entry.name)) }
  }

  /// What is new in the tree besides outs of `stage`, and what was put there and is another now.
  ///
  /// Names that `.lockstepignore` passes over do not count. At most about `limit` of each.
  func strangers(besides stage: Stage, limit: Int = 20) throws -> (
    new: [RelativePath], changed: [RelativePath]
  ) {
    var new: [RelativePath] = []
    var changed: [RelativePath] = []
    var waiting = [RelativePath.root]
    while let folder = waiting.popLast(), new.count < limit, changed.count < limit {
      for entry in try project.own.names(site(folder)) {
        let place = try folder.appending(name: entry.name)
        guard let status = try project.own.status(entry) else { continue }
        if stage.outputs.contains(where: { $0.path.contains(place) }) { continue }
        if rules.predicate?(place, status.kind == .folder) ?? false { continue }
        if status.kind == .folder {
          waiting.append(place)
        } else if let before = given[place] {
          if status != before { changed.append(place) }
        } else {
          new.append(place)
        }
      }
    }
    return (new.sorted(), changed.sorted())
  }

  /// Removes the tree with all that is in it.
  func remove() { try? project.own.removeTree(path) }
}
