import Identity

/// Finds which outs a path touches: those it lies in or is, and those that lie below it.
///
/// A look-up costs one hash per folder level and one binary search, whatever the number of outs.
struct OutputIndex: Sendable {
  /// An out, by stage and its position in the stage.
  struct Entry: Hashable, Sendable {
    var stage: Int
    var output: Int
    var path: RelativePath
  }

  /// All outs, sorted by the bytes of their paths, then by stage.
  let sorted: [Entry]
  /// The first entry of each path.
  private let firstByPath: [RelativePath: Int]

  /// The outs of `stages`.
  init(_ stages: [Stage]) {
    var entries: [Entry] = []
    for (stage, declared) in stages.enumerated() {
      for (output, out) in declared.outputs.enumerated() {
        entries.append(Entry(stage: stage, output: output, path: out.path))
      }
    }
    entries.sort { a, b in
      a.path == b.path ? (a.stage, a.output) < (b.stage, b.output) : a.path < b.path
    }
    sorted = entries
    firstByPath = Dictionary(
      entries.indices.map { (entries[$0].path, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first out at exactly `path`.
  func firstOut(at path: RelativePath) -> Entry? { firstByPath[path].map { sorted[$0] } }

  /// The outs at exactly `path`.
  func outs(at path: RelativePath) -> ArraySlice<Entry> {
    guard let first = firstByPath[path] else { return [] }
    return sorted[first...].prefix { $0.path == path }
  }

  /// The outs that hold `path` without being it, the nearest first.
  func outs(above path: RelativePath) -> [Entry] {
    var found: [Entry] = []
    var folder = path
    while !folder.isRoot {
      folder = folder.parent
      found += outs(at: folder)
    }
    return found
  }

  /// The outs that lie strictly below `path`.
  func outs(below path: RelativePath) -> ArraySlice<Entry> {
    if path.isRoot { return sorted.drop { $0.path.isRoot } }
    let start = path.bytes + [UInt8(ascii: "/")]
    // All paths that begin with `path/` stand together.
    return sorted[lowerBound(start)...].prefix { $0.path.bytes.starts(with: start) }
  }

  /// The outs that `path` is, lies in, or holds.
  func outs(touching path: RelativePath) -> [Entry] {
    outs(at: path) + outs(above: path) + outs(below: path)
  }

  private func lowerBound(_ bytes: [UInt8]) -> Int {
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = low + (high - low) / 2
      if sorted[middle].path.bytes.lexicographicallyPrecedes(bytes) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    return low
  }
}
