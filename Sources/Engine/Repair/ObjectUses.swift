package import Identity
import PipelineModel
import Platform
import Store

/// Whose the objects are that something is wrong with: the outs that hold them, by the lock and by the run records.
package struct ObjectUses: Sendable {
  /// An out, or a file in one, that an object is the bytes of.
  package struct Use: Hashable, Sendable {
    /// The stage that makes the out; nil where only a run record knows it, which names no stage.
    package var stage: StageID?
    /// The out.
    package var out: RelativePath
    /// What the object stands for: the out, or a path in it.
    package var path: RelativePath
  }

  private var known: [Digest: [Use]] = [:]

  /// More are not looked for of one object: trees may name one another again and again.
  private static let most = 100

  /// What uses each of `digests`; those of the lock first.
  init(
    of digests: Set<Digest>, trees: [Digest: [Digest]], in cache: Folder?, _ model: ProjectModel
  ) throws {
    guard !digests.isEmpty, let cache else { return }
    let leading = Self.trees(over: digests, in: trees)
    for (stage, out) in CacheFindings.keptOuts(of: model) {
      try add(out, of: stage, digests, leading, cache)
    }
    let current = known
    for out in try RunRecords(in: cache).outs() {
      try add(out, of: nil, digests.filter { current[$0] == nil }, leading, cache)
    }
  }

  /// The uses of `digest`; empty where neither the lock nor a run record leads to it.
  package subscript(digest: Digest) -> [Use] { known[digest] ?? [] }

  /// The trees that lead to one of `digests`.
  private static func trees(over digests: Set<Digest>, in trees: [Digest: [Digest]]) -> Set<Digest> {
    var namedBy: [Digest: [Digest]] = [:]
    for (tree, children) in trees { for child in children { namedBy[child, default: []].append(tree) } }
    var found: Set<Digest> = []
    var waiting = Array(digests)
    while let next = waiting.popLast() {
      for tree in namedBy[next] ?? [] where found.insert(tree).inserted { waiting.append(tree) }
    }
    return found
  }

  /// Follows `out` down to what it holds of `digests`.
  private mutating func add(
    _ out: OutputRecord, of stage: StageID?, _ digests: Set<Digest>, _ leading: Set<Digest>, _ cache: Folder
  ) throws {
    var waiting = [(path: out.path, digest: out.content.digest)]
    var looks = 0
    while let (path, digest) = waiting.popLast(), looks < Self.most * 100 {
      looks += 1
      if digests.contains(digest), known[digest, default: []].count < Self.most {
        let use = Use(stage: stage, out: out.path, path: path)
        if !known[digest, default: []].contains(use) { known[digest, default: []].append(use) }
      }
      guard leading.contains(digest),
        let manifest = try? TreeManifest.read(cache.read(ObjectStore.path(of: digest)), of: digest)
      else { continue }
      for entry in manifest.entries.reversed()
      where digests.contains(entry.content.digest) || leading.contains(entry.content.digest) {
        guard let inner = try? path.appending(name: entry.name) else { continue }
        waiting.append((inner, entry.content.digest))
      }
    }
  }
}
