extension YAMLPatch {
  /// Adds a key to the mapping at `path`: before `next`, or at its end.
  mutating func insert(
    _ key: String, _ value: Node, into path: some Collection<YAMLStep>, before next: String?
  ) throws(Refusal) {
    guard root != nil else { return try insertIntoNothing(key, value) }
    let spot = try spot(path)
    switch spot.layout.form {
    case .mapping(let entries, let isFlow) where entries.isEmpty && !spot.isInFlow && isFlow:
      try set(spot, .mapping([(key, value)]))
    case .mapping(let entries, isFlow: true):
      let text = "\(try written(key, isInFlow: true)): \(YAMLWriter.flow(value))"
      let index = next.flatMap { next in entries.firstIndex { $0.name == next } }
      let items = entries.map {
        $0.key.range.lowerBound..<max($0.key.range.upperBound, $0.value.range.upperBound)
      }
      insert(text, at: index, of: items, in: spot.layout)
    case .mapping(let entries, isFlow: false):
      try insert(key, value, before: entries.firstIndex { $0.name == next && next != nil }, of: entries)
    case .scalar(.plain) where spot.lead == nil: try insertIntoNothing(key, value)
    case .scalar(.plain): try set(spot, .mapping([(key, value)]))
    default: throw Refusal(offset: spot.layout.range.lowerBound, isAlias: spot.layout.form.isAlias)
    }
  }

  /// Adds an item at the end of the sequence at `path`.
  mutating func append(_ item: Node, to path: [YAMLStep]) throws(Refusal) {
    let spot = try spot(path)
    switch spot.layout.form {
    case .sequence(let items, isFlow: true) where items.isEmpty && !spot.isInFlow:
      try set(spot, .sequence([item]))
    case .sequence(let items, isFlow: true):
      insert(YAMLWriter.flow(item), at: nil, of: items.map(\.range), in: spot.layout)
    case .sequence(let items, isFlow: false):
      let column = lines.column(of: try dash(of: 0, in: spot.layout))
      let (head, tail) = written(item, column: column, onLine: true)
      let end = try dash(of: items.count - 1, in: spot.layout) + 1
      let at = endOfLines(from: max(end, spot.layout.range.upperBound), column: column)
      insert(lines.lineBreak + String(repeating: " ", count: column) + "-" + head + tail, at: at)
    default: throw Refusal(offset: spot.layout.range.lowerBound, isAlias: spot.layout.form.isAlias)
    }
  }

  // MARK: Blocks

  private mutating func insert(
    _ key: String, _ value: Node, before index: Int?, of entries: [YAMLLayout.Entry]
  ) throws(Refusal) {
    guard let first = entries.first, let last = entries.last else { throw Refusal() }
    let column = lines.column(of: first.key.range.lowerBound)
    let margin = String(repeating: " ", count: column)
    let (head, tail) = written(value, column: column, onLine: false)
    let text = try written(key, isInFlow: false) + ":" + head + tail
    guard let index else {
      let end = max(colon(of: last) ?? last.key.range.upperBound, last.value.range.upperBound)
      let apart = entries.count > 1 && isApart(last.key.range.lowerBound) ? lines.lineBreak : ""
      insert(
        lines.lineBreak + apart + margin + text, at: endOfLines(from: end, column: column))
      return
    }
    let key = entries[index].key.range.lowerBound
    guard lines.isFirst(key) else { return insert(text + lines.lineBreak + margin, at: key) }
    insert(margin + text + lines.lineBreak, at: startOfComment(above: key))
  }

  /// The beginning of the lines that belong to what stands at `offset`, the first on its line: of the comment right
  /// above it, as far in as it is.
  func startOfComment(above offset: Int) -> Int {
    var start = lines.start(of: offset)
    let column = offset - start
    while let line = lines.previous(before: start), lines.kind(at: line) == .comment,
      lines.indentation(at: line) == column
    {
      start = line
    }
    return start
  }

  /// Whether a blank line stands above what stands at `offset` and its comment.
  private func isApart(_ offset: Int) -> Bool {
    guard lines.isFirst(offset), let line = lines.previous(before: startOfComment(above: offset)) else {
      return false
    }
    return lines.kind(at: line) == .blank
  }

  /// The end of the line of `offset`, or of the comment right below it that belongs to the same collection, whose
  /// entries stand at `column`.
  func endOfLines(from offset: Int, column: Int) -> Int {
    let end = lines.end(of: offset)
    var last = end
    var line = lines.next(after: offset)
    while line > last, line < lines.bytes.count, lines.kind(at: line) == .comment,
      lines.indentation(at: line) >= column
    {
      last = lines.end(of: line)
      line = lines.next(after: line)
    }
    if last == end || line >= lines.bytes.count || lines.kind(at: line) == .blank { return last }
    return lines.indentation(at: line) < column ? last : end
  }

  // MARK: Flow

  /// Adds `text` to the items of a flow collection, before the item `index` or at the end.
  private mutating func insert(_ text: String, at index: Int?, of items: [Range<Int>], in layout: YAMLLayout)
  {
    if let index { return insert(text + ", ", at: items[index].lowerBound) }
    let close = layout.range.upperBound - 1
    guard let last = items.last else { return insert(text, at: close) }
    let comma = lines.find(UInt8(ascii: ","), from: last.upperBound, before: close)
    guard lines.isFirst(last.lowerBound), lines.end(of: last.upperBound) < close else {
      return insert(comma == nil ? ", " + text : " " + text, at: comma.map { $0 + 1 } ?? last.upperBound)
    }
    // Each item has a line of its own, and so has this one.
    let margin = lines.bytes[lines.start(of: last.lowerBound)..<last.lowerBound]
    if comma == nil { insert(",", at: last.upperBound) }
    insert(
      lines.lineBreak + String(decoding: margin, as: UTF8.self) + text + (comma == nil ? "" : ","),
      at: lines.end(of: comma ?? last.upperBound))
  }

  // MARK: Nothing

  /// Adds the first key of a document that is empty but for comments.
  private mutating func insertIntoNothing(_ key: String, _ value: Node) throws(Refusal) {
    let (head, tail) = written(value, column: 0, onLine: false)
    let text = try written(key, isInFlow: false) + ":" + head + tail + lines.lineBreak
    let end = lines.bytes.count
    let isOpen = end > 0 && lines.start(of: end) < end
    insert((isOpen ? lines.lineBreak : "") + text, at: end)
  }
}

extension YAMLLayout.Form {
  /// Whether it is an alias.
  var isAlias: Bool { if case .alias = self { true } else { false } }
}
