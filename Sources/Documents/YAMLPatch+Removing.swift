extension YAMLPatch {
  /// Removes what stands at `path`, with its key and the comment that belongs to it, unless the one above is kept.
  ///
  /// A comment belongs to an entry where it stands on its lines, right above it as far in as it is, or below it and
  /// further in. A collection that loses its last entry stays as an empty one.
  mutating func remove(_ path: [YAMLStep], keepingComment keeps: Bool = false) throws(Refusal) {
    guard let last = path.last else { throw Refusal() }
    let parent = try spot(path.dropLast())
    switch (last, parent.layout.form) {
    case (_, .alias): throw Refusal(offset: parent.layout.range.lowerBound, isAlias: true)
    case (.key(let key), .mapping(let entries, let isFlow)):
      guard let index = entries.firstIndex(where: { $0.name.map { ExactText.same($0, key) } ?? false }) else {
        throw Refusal(offset: parent.layout.range.lowerBound, isAlias: true)
      }
      if entries.count == 1 { return try empty(parent, as: .mapping([])) }
      let ranges = entries.map { entry in
        let end = max(colon(of: entry) ?? entry.key.range.upperBound, entry.value.range.upperBound)
        return entry.key.range.lowerBound..<end
      }
      if isFlow { return removeFromFlow(ranges[index], in: parent.layout) }
      removeLines(index, of: ranges, keepingComment: keeps)
    case (.item(let index), .sequence(let items, let isFlow)):
      guard items.indices.contains(index) else { throw Refusal(offset: parent.layout.range.lowerBound) }
      if items.count == 1 { return try empty(parent, as: .sequence([])) }
      if isFlow { return removeFromFlow(items[index].range, in: parent.layout) }
      var ranges: [Range<Int>] = []
      for item in items.indices {
        let dash = try dash(of: item, in: parent.layout)
        ranges.append(dash..<max(dash + 1, items[item].range.upperBound))
      }
      removeLines(index, of: ranges, keepingComment: keeps)
    default: throw Refusal(offset: parent.layout.range.lowerBound)
    }
  }

  private mutating func empty(_ spot: Spot, as value: Node) throws(Refusal) {
    if spot.lead != nil || spot.isInFlow { return try set(spot, value) }
    replace(spot.layout.range, with: YAMLWriter.flow(value))
  }

  // MARK: Blocks

  /// Removes the lines of one of the entries that stand at `ranges`.
  private mutating func removeLines(_ index: Int, of ranges: [Range<Int>], keepingComment keeps: Bool) {
    let range = ranges[index]
    guard lines.isFirst(range.lowerBound) else {
      // It begins on the line of a dash or a key, where the next takes its place.
      let next = ranges.indices.contains(index + 1) ? ranges[index + 1].lowerBound : range.upperBound
      let line = startOfComment(above: next)
      return replace(range.lowerBound..<(line + lines.indentation(at: line)), with: "")
    }
    let column = lines.column(of: range.lowerBound)
    let start = keeps ? lines.start(of: range.lowerBound) : startOfComment(above: range.lowerBound)
    let isTop = start == lines.start(of: 0) && column == 0
    let from = isTop ? lines.start(of: range.lowerBound) : start
    var end = endOfOwnComments(from: range.upperBound, column: column)
    let above = lines.previous(before: from)
    let isApart = above.map { lines.kind(at: $0) == .blank } ?? true
    if isApart || index == 0, end < lines.bytes.count, lines.kind(at: end) == .blank {
      end = lines.next(after: end)
    } else if isApart, end == lines.bytes.count, let above {
      return replace(above..<end, with: "")
    }
    if end == lines.bytes.count, from > 0, lines.end(of: range.upperBound) == end {
      // The text ends without a line break, and still does.
      let before = lines.previous(before: from).map { lines.end(of: $0) } ?? from
      return replace(before..<end, with: "")
    }
    replace(from..<end, with: "")
  }

  /// The beginning of the line after that of `offset` and the comments below it that stand further in than `column`.
  private func endOfOwnComments(from offset: Int, column: Int) -> Int {
    var end = lines.next(after: offset)
    var line = end
    while line < lines.bytes.count {
      let kind = lines.kind(at: line)
      if kind == .content || (kind == .comment && lines.indentation(at: line) <= column) { break }
      let next = lines.next(after: line)
      if kind == .comment { end = next }
      if next <= line { break }
      line = next
    }
    return end
  }

  // MARK: Flow

  /// Removes an item of a flow collection with one comma, and its line where it has one to itself.
  private mutating func removeFromFlow(_ item: Range<Int>, in layout: YAMLLayout) {
    let close = layout.range.upperBound - 1
    var range = item
    if let comma = lines.find(UInt8(ascii: ","), from: item.upperBound, before: close) {
      range = item.lowerBound..<(comma + 1)
    } else if let comma = lastComma(before: item.lowerBound, from: layout.range.lowerBound + 1) {
      if lines.end(of: comma) > item.lowerBound {
        range = comma..<item.upperBound
      } else {
        replace(comma..<(comma + 1), with: "")
      }
    }
    let end = lines.end(of: range.upperBound)
    let rest = lines.skip(from: range.upperBound, before: end)
    if lines.isFirst(range.lowerBound), rest == end, end < close {
      return replace(lines.start(of: range.lowerBound)..<lines.next(after: end), with: "")
    }
    var upper = range.upperBound
    if lines.bytes[range.lowerBound] != UInt8(ascii: ",") {
      while upper < close, YAMLLines.isSpace(lines.bytes[upper]) { upper += 1 }
    }
    replace(range.lowerBound..<upper, with: "")
  }

  /// The comma between the item before `end` and `end`.
  private func lastComma(before end: Int, from start: Int) -> Int? {
    var index = end
    var found: Int?
    while index > start {
      index -= 1
      let byte = lines.bytes[index]
      guard byte == UInt8(ascii: ",") else { continue }
      // A comment between the two may hold commas as well; the first that leads to the item without anything else is it.
      if lines.skip(from: index + 1, before: end) == end { found = index } else { break }
    }
    return found
  }
}
