import Documents
import History
import Identity

/// What became of data between two revisions, as a table or as JSON.
struct DataDiffText: TableReport {
  /// What became of it.
  var diff: DataDiff
  /// Whether the digests are shown.
  var showsHash: Bool
  /// Where the user stands.
  var folder: RelativePath

  /// The two states that are compared.
  var names: (old: String, new: String)
  /// Whether all could be looked at, so that no row means no change.
  var isComplete = true

  var emptyText: String { isComplete ? "No data changed between '\(names.old)' and '\(names.new)'." : "" }

  let tellsEmpty = true

  var table: TableText {
    var columns: [TableText.Column] = [
      .init("Change"), .init("Path", cut: .start), .init("Old size", name: "old_size"),
      .init("New size", name: "new_size"),
    ]
    if showsHash { columns += [.init("Old hash", name: "old_hash"), .init("New hash", name: "new_hash")] }
    return TableText(columns, diff.entries.map(cells))
  }

  private func cells(_ entry: DataDiff.Entry) -> [TableText.Cell] {
    let tone: TextStyle.Tone? =
      switch entry.kind {
      case .added: .good
      case .removed: .bad
      case .changed, .renamed: nil
      }
    let path = entry.oldPath.map { "\(shown($0)) → \(shown(entry.path))" } ?? name(entry)
    var cells: [TableText.Cell] = [
      .init(entry.kind.rawValue, tone: tone), .init(path), size(entry.old), size(entry.new),
    ]
    if showsHash { cells += [hash(entry.old), hash(entry.new)] }
    return cells
  }

  private func shown(_ path: RelativePath) -> String { ValueText.path(path, from: folder) }

  /// The path, with a slash behind what is a folder.
  private func name(_ entry: DataDiff.Entry) -> String {
    (entry.new ?? entry.old)?.content.kind == .tree ? "\(shown(entry.path))/" : shown(entry.path)
  }

  private func size(_ item: DataState.Item?) -> TableText.Cell {
    guard let bytes = item?.bytes else { return .init("-", exact: "") }
    return .init(Quantity.size(bytes), exact: "\(bytes)", isNumber: true)
  }

  private func hash(_ item: DataState.Item?) -> TableText.Cell {
    item.map { .init($0.content.digest.short, exact: $0.content.digest.hex) } ?? .init("-", exact: "")
  }

  /// How much changed, and what is only known as a whole.
  var remarks: [String] {
    var lines: [String] = []
    let counts = DataDiff.Kind.allCases.compactMap { kind in
      let count = diff.entries.count { $0.kind == kind }
      return count > 0 ? "\(count) \(kind.rawValue)" : nil
    }
    if !counts.isEmpty { lines.append(counts.joined(separator: ", ")) }
    let unknown = diff.opaque.filter { path in diff.entries.contains { $0.path == path } }
    if !unknown.isEmpty {
      let names = unknown.map { "'\(shown($0))'" }.joined(separator: ", ")
      lines.append("the cache does not know the files of \(names), told as a whole")
    }
    return lines
  }

  /// Lists by what became of the paths, under the names that other tools know: `added`, `deleted`, `modified`, `renamed`.
  var json: JSONValue {
    let names: [(String, DataDiff.Kind)] = [
      ("added", .added), ("deleted", .removed), ("modified", .changed), ("renamed", .renamed),
    ]
    return .object(
      names.map { name, kind in (name, .array(diff.entries.filter { $0.kind == kind }.map(json))) })
  }

  private func json(_ entry: DataDiff.Entry) -> JSONValue {
    var members: [(String, JSONValue)] = []
    if let old = entry.oldPath {
      members.append(("path", ["old": .string(shown(old)), "new": .string(shown(entry.path))]))
    } else {
      members.append(("path", .string(name(entry))))
    }
    members.append(("size", both(entry) { JSONValue($0.bytes.map { Int($0) }) }))
    if showsHash { members.append(("hash", both(entry) { .string($0.content.digest.hex) })) }
    return .object(members)
  }

  /// A fact of the one side there is, or of both.
  private func both(_ entry: DataDiff.Entry, _ fact: (DataState.Item) -> JSONValue) -> JSONValue {
    guard entry.kind == .changed, let old = entry.old, let new = entry.new else {
      return (entry.new ?? entry.old).map(fact) ?? .null
    }
    return ["old": fact(old), "new": fact(new)]
  }
}
