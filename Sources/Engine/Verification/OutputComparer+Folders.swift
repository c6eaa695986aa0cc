import Identity
import PipelineModel
import Platform
import Store

// Folders that were made again: file by file, each by the rule of the out that holds it.
extension OutputComparer {
  /// What differs in the folder at `path` from `recorded`, one for each file; nil where that is not here to compare.
  func folderDifferences(_ made: Made, _ path: RelativePath, _ recorded: Content) -> [Difference]? {
    guard let old = recordedEntries(recorded, at: path) else { return nil }
    let new = Dictionary(
      ((try? made.folder.names(path)) ?? []).map { (Array($0.name), $0) },
      uniquingKeysWith: { first, _ in first })
    var all: [Difference] = []
    for name in Set(old.keys).union(new.keys).sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      guard let place = try? path.appending(name: name) else { continue }
      let shown = String(decoding: place.relative(to: made.output.path), as: UTF8.self)
      guard let before = old[name] else {
        all.append(Difference(text: "'\(shown)' is new in it"))
        continue
      }
      guard new[name] != nil, let found = (try? made.measure(place)) ?? nil else {
        all.append(Difference(text: "'\(shown)' is missing in it"))
        continue
      }
      if found.content == before.content { continue }
      if found.content.kind == .tree, before.content.kind == .tree {
        let unknown = Difference(text: "'\(shown)' in it differs", isProved: !made.hasRule)
        all += folderDifferences(made, place, before.content) ?? [unknown]
      } else if let what = difference(made, place, found, before.content, before.size) {
        all.append(Difference(text: "'\(shown)' in it: \(what.text)", isProved: what.isProved))
      }
    }
    return all
  }

  /// What the recorded folder holds by name, from the cache or the workspace.
  private func recordedEntries(
    _ recorded: Content, at path: RelativePath
  ) -> [[UInt8]: (content: Content, size: Int64)]? {
    if let manifest = try? project.storeIfPresent()?.manifest(recorded.digest) {
      let entries = manifest.entries.map { ($0.name, (content: $0.content, size: $0.size)) }
      return Dictionary(entries, uniquingKeysWith: { first, _ in first })
    }
    guard let stands = (try? facts.measurement(of: path, view: .output)) ?? nil, stands.content == recorded,
      let names = try? project.workspace.names(path)
    else { return nil }
    var entries: [[UInt8]: (content: Content, size: Int64)] = [:]
    for child in names {
      guard let found = (try? facts.measurement(of: child, view: .output)) ?? nil else { return nil }
      entries[Array(child.name)] = (found.content, found.size.bytes)
    }
    return entries
  }
}
