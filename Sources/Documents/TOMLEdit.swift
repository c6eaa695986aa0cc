package import Diagnostics

/// A TOML text in which values are set in place: what a change does not touch keeps every byte.
///
/// Each change is made in the text and then checked: the text must read back as the document with that change and nothing
/// else, or the change is refused and the text stays as it was. Knows nothing of params.
package struct TOMLEdit: Sendable {
  /// The text.
  package private(set) var bytes: [UInt8]
  private let file: String
  private let limits: DocumentLimits

  /// The text `bytes` of `file`.
  package init(_ bytes: [UInt8], file: String, limits: DocumentLimits = .standard) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
  }

  /// Puts `value` under the key that `path` leads to, in the place of what is there, or as a new key of a table.
  ///
  /// In a list of tables a step is a number, from 0. Linear in the size of the text.
  /// - Throws: a `Diagnostic` where the text is no TOML, TOML has no such value, or the change cannot be made without another.
  package mutating func set(_ path: [String], to value: Node) throws(Diagnostic) {
    let prose = DocumentProse(file: file)
    let root: TOMLTable
    do throws(Diagnostics) {
      root = try TOMLReader.table(bytes, file: file, limits: limits)
    } catch {
      throw error.all.first ?? prose.notSet(path)
    }
    guard let spelled = TOMLText.text(value) else { throw prose.notInTOML(value) }
    for text in [dated(path, value, in: root), spelled].compactMap({ $0 }) {
      guard let change = patch(path, text, in: root), let meant = TOMLText.read(text),
        let changed = applied(change),
        let found = try? TOMLReader.read(changed, file: file, limits: limits).root,
        found.isSame(as: Self.replacing(path[...], in: root.node, by: meant))
      else { continue }
      bytes = changed
      return
    }
    throw prose.notSet(path)
  }

  private typealias Insertion = (range: Range<Int>, text: String)

  /// A date stays one where another is put in its place: without quotes.
  private func dated(_ path: [String], _ value: Node, in root: TOMLTable) -> String? {
    guard let text = value.string, TOMLDate.isValid(text), let key = path.last,
      let range = Self.table(path.dropLast(), in: root)?.entry(key)?.range
    else { return nil }
    return TOMLDate.isValid(String(decoding: bytes[range], as: UTF8.self)) ? text : nil
  }

  /// What to write where.
  private func patch(
    _ path: [String], _ value: String, in root: TOMLTable
  ) -> Insertion? {
    guard let key = path.last, let table = Self.table(path.dropLast(), in: root) else { return nil }
    if let entry = table.entry(key) { return entry.range.map { ($0, value) } }
    let pair = "\(TOMLText.key(key)) = \(value)"
    switch table.room {
    case .line(let offset): return (offset..<offset, line(pair, at: offset))
    case .behind(let offset, let prefix):
      return (offset..<offset, "\n" + TOMLText.keys(prefix) + "." + pair)
    case .braces(let offset):
      return (offset..<offset, table.entries.isEmpty ? " \(pair) " : ", \(pair)")
    case nil:
      guard table.origin == .implied else { return nil }
      let end = bytes.count
      return (end..<end, line("[\(TOMLText.keys(Array(path.dropLast())))]\n\(pair)", at: end))
    }
  }

  /// `text` as lines of their own at an offset where one begins, or where the text ends.
  private func line(_ text: String, at offset: Int) -> String {
    let isBegun = offset > 0 && offset == bytes.count && bytes[offset - 1] != 0x0A
    return (isBegun ? "\n" : "") + text + "\n"
  }

  private func applied(_ insertion: Insertion) -> [UInt8]? {
    guard insertion.range.upperBound <= bytes.count else { return nil }
    return bytes[..<insertion.range.lowerBound] + Array(insertion.text.utf8)
      + bytes[insertion.range.upperBound...]
  }

  private static func table(_ path: ArraySlice<String>, in root: TOMLTable) -> TOMLTable? {
    var table = root
    var path = path
    while let key = path.popFirst() {
      switch table.entry(key)?.value {
      case .table(let next): table = next
      case .tables(let tables):
        guard let number = path.popFirst().flatMap({ Int($0) }), tables.indices.contains(number) else {
          return nil
        }
        table = tables[number]
      default: return nil
      }
    }
    return table
  }

  /// `node` with `value` at `path`; its depth is bounded by the reader.
  private static func replacing(_ path: ArraySlice<String>, in node: Node, by value: Node) -> Node {
    guard let key = path.first else { return value }
    if var items = node.sequence, let number = Int(key), items.indices.contains(number) {
      items[number] = replacing(path.dropFirst(), in: items[number], by: value)
      return Node(.sequence(items))
    }
    var entries = node.mapping?.entries ?? []
    let inner = replacing(path.dropFirst(), in: node.mapping?[key] ?? .mapping([]), by: value)
    if let index = entries.firstIndex(where: { ExactText.same($0.key, key) }) {
      entries[index].value = inner
    } else {
      entries.append(Mapping.Entry(key: key, value: inner))
    }
    return Node(.mapping(Mapping(entries)))
  }
}
