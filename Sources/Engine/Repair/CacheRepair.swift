package import Identity
import PipelineModel
import Platform
import Store

/// Puts right what is wrong with the cache where there is a good copy, and takes out of use what has none.
///
/// A damaged object goes to `damaged/` in the cache. What the lock names and the workspace still holds, byte for byte,
/// is stored again. A tree of an earlier result that names an object nobody has cannot be given back: it goes as well.
package struct CacheRepair: Sendable {
  /// Objects that were set aside: damaged ones, and trees that could not be given back in whole; sorted.
  package private(set) var setAside: [Digest] = []
  /// Run records that were set aside, as paths in the cache.
  package private(set) var records: [RelativePath] = []
  /// Outs that were stored again from the workspace.
  package private(set) var restored: [CacheFindings.LostOut] = []
  /// What is wrong now.
  package let rest: CacheFindings

  /// Whether anything was changed.
  package var isEmpty: Bool { setAside.isEmpty && records.isEmpty && restored.isEmpty }

  /// Repairs the cache of the session's project.
  package init(_ session: WriteSession) throws {
    let project = session.project
    let model = session.model
    let found = try CacheFindings(project, model)
    let store = try project.store()
    for digest in found.report.damaged + found.report.unreadable.map(\.digest) {
      try store.setAside(digest)
      setAside.append(digest)
    }
    for record in found.records {
      try RunRecords(in: store.folder).setAside(record)
      records.append(record)
    }
    let reader = ContentReader(
      workspace: project.workspace, cache: project.statCache, objects: project.objectsFolder)
    for (stage, out) in CacheFindings.keptOuts(of: model) where (try? store.holds(out.content)) != true {
      // What stands there may be a second name of a damaged object: only its bytes count.
      guard let stands = try? reader.measure(out.path, view: .output), stands.content == out.content,
        let stored = try? store.stage(out.path, of: project.workspace), stored.content == out.content
      else { continue }
      restored.append(.init(stage: stage, path: out.path, digest: out.content.digest))
    }
    try store.flush()
    let named = Set(CacheFindings.keptOuts(of: model).map(\.out.content.digest))
    for tree in try Self.broken(found.report.trees, store).subtracting(named).sorted() {
      try store.setAside(tree)
      setAside.append(tree)
    }
    setAside.sort()
    rest = try CacheFindings(project, model)
    try session.close()
  }

  /// The trees of `trees` that name, themselves or through others, an object that is not there.
  private static func broken(_ trees: [Digest: [Digest]], _ store: ObjectStore) throws -> Set<Digest> {
    var namedBy: [Digest: [Digest]] = [:]
    for (tree, children) in trees { for child in children { namedBy[child, default: []].append(tree) } }
    var waiting: [Digest] = []
    for child in namedBy.keys where try !store.contains(child) { waiting.append(child) }
    var broken: Set<Digest> = []
    while let next = waiting.popLast() {
      for tree in namedBy[next] ?? [] where broken.insert(tree).inserted { waiting.append(tree) }
    }
    return try broken.filter { try store.contains($0) }
  }
}
