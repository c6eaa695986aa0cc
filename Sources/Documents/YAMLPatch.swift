/// Finds the bytes that a change replaces; the text itself is checked by who applies it.
struct YAMLPatch {
  /// Why a change cannot be made, and where.
  struct Refusal: Error {
    var offset: Int?
    var isAlias = false
  }

  /// A node on the way to a change: its layout and where it stands in its parent.
  struct Spot {
    var layout: YAMLLayout
    /// Whether it stands inside `[]` or `{}`.
    var isInFlow = false
    /// The column that what belongs to it is indented from: that of its key, or of its dash.
    var column = 0
    /// Just behind its colon or dash; nil for the root.
    var lead: Int?
    /// Whether it is an item of a sequence.
    var isItem = false
  }

  let lines: YAMLLines
  let root: YAMLLayout?
  let style: YAMLWriter.Style
  private var replacements: [(range: Range<Int>, text: [UInt8])] = []

  init(_ bytes: [UInt8], hasLiterals: Bool) {
    lines = YAMLLines(bytes)
    root = YAMLLayoutBuilder.read(bytes)
    let (keys, dashes) = Self.indentation(of: root, in: lines)
    style = YAMLWriter.Style(keys: keys, dashes: dashes, hasLiterals: hasLiterals)
  }

  /// The text with all replacements made.
  var text: [UInt8] {
    var text = lines.bytes
    // What was asked for last at one place comes last there.
    for (_, change) in replacements.enumerated().sorted(by: {
      ($0.element.range.lowerBound, $0.offset) > ($1.element.range.lowerBound, $1.offset)
    }) {
      text.replaceSubrange(change.range, with: change.text)
    }
    return text
  }

  mutating func replace(_ range: Range<Int>, with text: String) {
    replacements.append((range, Array(text.utf8)))
  }

  mutating func insert(_ text: String, at offset: Int) { replace(offset..<offset, with: text) }

  /// Makes one change.
  mutating func make(_ change: YAMLChange) throws(Refusal) {
    switch change {
    case .set(let path, let value): try set(path, value)
    case .insert(let key, let value, in: let path, before: let next):
      try insert(key, value, into: path, before: next)
    case .append(let item, to: let path): try append(item, to: path)
    case .remove(let path, let keeps): try remove(path, keepingComment: keeps)
    case .rename(let path, to: let name): try rename(path, to: name)
    }
  }

  // MARK: The way there

  /// What stands at `path`.
  func spot(_ path: some Collection<YAMLStep>) throws(Refusal) -> Spot {
    guard let root else { throw Refusal() }
    var spot = Spot(layout: root)
    for step in path { spot = try self.step(step, from: spot) }
    return spot
  }

  private func step(_ step: YAMLStep, from spot: Spot) throws(Refusal) -> Spot {
    let layout = spot.layout
    switch (step, layout.form) {
    case (_, .alias): throw Refusal(offset: layout.range.lowerBound, isAlias: true)
    case (.key(let key), .mapping(_, let isFlow)):
      guard let entry = layout.entry(key) else {
        // The document has it, so it was merged in.
        throw Refusal(offset: layout.range.lowerBound, isAlias: true)
      }
      return Spot(
        layout: entry.value, isInFlow: spot.isInFlow || isFlow,
        column: lines.column(of: entry.key.range.lowerBound), lead: colon(of: entry))
    case (.item(let index), .sequence(let items, let isFlow)):
      guard items.indices.contains(index) else { throw Refusal(offset: layout.range.lowerBound) }
      if isFlow { return Spot(layout: items[index], isInFlow: true, isItem: true) }
      let dash = try dash(of: index, in: layout)
      return Spot(
        layout: items[index], isInFlow: spot.isInFlow, column: lines.column(of: dash), lead: dash + 1,
        isItem: true)
    default: throw Refusal(offset: layout.range.lowerBound)
    }
  }

  /// Just behind the colon of an entry; nil where none is written.
  func colon(of entry: YAMLLayout.Entry) -> Int? {
    let end = max(entry.value.range.lowerBound, entry.key.range.upperBound)
    return lines.find(UInt8(ascii: ":"), from: entry.key.range.upperBound, before: end).map { $0 + 1 }
  }

  /// The dash of an item of a block sequence.
  func dash(of index: Int, in sequence: YAMLLayout) throws(Refusal) -> Int {
    guard case .sequence(let items, isFlow: false) = sequence.form, items.indices.contains(index) else {
      throw Refusal(offset: sequence.range.lowerBound)
    }
    let mark = UInt8(ascii: "-")
    // Without an anchor or a tag in front, a sequence begins with its first dash; all stand in one column.
    let first = sequence.range.lowerBound
    if index == 0, lines.bytes[first] == mark { return first }
    let column = lines.bytes[first] == mark ? lines.column(of: first) : nil
    var start: Int? = lines.start(of: items[index].range.lowerBound)
    while let line = start {
      let found = line + lines.indentation(at: line)
      if found < lines.bytes.count, lines.bytes[found] == mark, column == nil || column == found - line {
        return found
      }
      start = lines.previous(before: line)
    }
    throw Refusal(offset: sequence.range.lowerBound)
  }

  /// The file's own indentation, by the first block collections in it; two where there are none.
  private static func indentation(of root: YAMLLayout?, in lines: YAMLLines) -> (keys: Int, dashes: Int) {
    var found: (keys: Int?, dashes: Int?)
    var waiting = root.map { [$0] } ?? []
    while let layout = waiting.popLast() {
      switch layout.form {
      case .scalar, .alias: continue
      case .sequence(let items, _): waiting += items.reversed()
      case .mapping(let entries, let isFlow):
        waiting += entries.map(\.value).reversed()
        if isFlow { continue }
        for entry in entries where lines.isFirst(entry.key.range.lowerBound) {
          let column = lines.column(of: entry.key.range.lowerBound)
          let value = entry.value.range.lowerBound
          guard entry.value.isBlock, value > lines.end(of: entry.key.range.lowerBound) else { continue }
          let depth = lines.column(of: value) - column
          switch entry.value.form {
          case .mapping where depth > 0: found.keys = found.keys ?? depth
          case .sequence where depth >= 0: found.dashes = found.dashes ?? depth
          default: break
          }
        }
      }
      if found.keys != nil, found.dashes != nil { break }
    }
    return (found.keys ?? 2, found.dashes ?? 2)
  }

  // MARK: Texts

  /// A value behind a colon or a dash, as in `spot`: what goes on the line, and the lines below it.
  func written(_ value: Node, column: Int, onLine: Bool) -> (head: String, tail: String) {
    var text = ""
    YAMLWriter.writeValue(value, column: column, onLine: onLine, style, to: &text)
    text.removeLast()
    guard let cut = text.firstIndex(of: "\n") else { return (text, "") }
    let tail = text[cut...].split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: lines.lineBreak)
    return (String(text[..<cut]), tail)
  }

  /// A key as text: long ones cannot be written in place.
  func written(_ key: String, isInFlow: Bool) throws(Refusal) -> String {
    let text = YAMLScalarText.string(key, in: isInFlow ? .flow : .block)
    if text.utf8.count > 1000 { throw Refusal() }
    return text
  }
}
