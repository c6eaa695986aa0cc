extension YAMLPatch {
  /// Gives what stands at `path` another value, or adds it where its mapping has no such key.
  mutating func set(_ path: [YAMLStep], _ value: Node) throws(Refusal) {
    guard let last = path.last else { throw Refusal() }
    if case .key(let key) = last {
      guard root != nil else { return try insert(key, value, into: [], before: nil) }
      let parent = try spot(path.dropLast())
      if parent.layout.form.isEmptyScalar(parent.layout.range) || parent.layout.entry(key) == nil {
        return try insert(key, value, into: path.dropLast(), before: nil)
      }
    }
    try set(spot(path), value)
  }

  /// Gives the node at `spot` another value.
  mutating func set(_ spot: Spot, _ value: Node) throws(Refusal) {
    if spot.isInFlow { return try setInFlow(spot, value) }
    let old = spot.layout
    guard let lead = spot.lead else { return try setRoot(value) }
    let (head, tail) = text(of: value, at: spot)
    let isOwnLines = old.isBlock && old.scalarForm == nil
    if isOwnLines, !spot.isItem, old.range.lowerBound > lines.end(of: lead) {
      // What stands behind the colon is a comment, which stays.
      insert(head, at: lead)
      replace(lines.end(of: lead)..<old.range.upperBound, with: tail)
    } else if old.isBlock {
      replace(lead..<old.range.upperBound, with: head + tail)
    } else {
      if old.range.isEmpty {
        insert(head, at: lead)
      } else if head.isEmpty {
        replace(lead..<old.range.upperBound, with: "")
      } else {
        replace(old.range, with: String(head.dropFirst()))
      }
      if !tail.isEmpty { insert(tail, at: lines.end(of: max(lead, old.range.upperBound))) }
    }
  }

  /// The text of `value` in the place of the node at `spot`, in its quotes where it has some.
  private func text(of value: Node, at spot: Spot) -> (head: String, tail: String) {
    if let string = value.string, let form = spot.layout.scalarForm,
      form == .singleQuoted || form == .doubleQuoted,
      !string.utf8.contains(0x0A)
    {
      return (" " + YAMLScalarText.string(string, like: form, in: .block), "")
    }
    return written(value, column: spot.column, onLine: spot.isItem)
  }

  private mutating func setInFlow(_ spot: Spot, _ value: Node) throws(Refusal) {
    let old = spot.layout
    var text = YAMLWriter.flow(value)
    if let string = value.string, let form = old.scalarForm {
      text = YAMLScalarText.string(string, like: form, in: .flow)
    }
    if !old.range.isEmpty { return replace(old.range, with: text) }
    guard let lead = spot.lead else { throw Refusal(offset: old.range.lowerBound) }
    insert(" " + text, at: lead)
  }

  /// Writes a collection in the place of the empty one that the document is.
  private mutating func setRoot(_ value: Node) throws(Refusal) {
    guard let root, !root.isBlock else { throw Refusal(offset: root?.range.lowerBound) }
    var text = ""
    YAMLWriter.writeValue(value, column: 0, onLine: true, style, to: &text)
    // Written behind a dash, it stands two columns in.
    let written = text.dropFirst().dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.hasPrefix("  ") ? $0.dropFirst(2) : $0 }
    replace(root.range, with: written.joined(separator: lines.lineBreak))
  }

  /// Gives the key at the end of `path` another name, in the quotes that it has.
  mutating func rename(_ path: [YAMLStep], to name: String) throws(Refusal) {
    guard case .key(let key)? = path.last else { throw Refusal() }
    let parent = try spot(path.dropLast())
    guard let entry = parent.layout.entry(key) else {
      throw Refusal(offset: parent.layout.range.lowerBound, isAlias: true)
    }
    guard let form = entry.key.scalarForm, form != .blockScalar else {
      throw Refusal(offset: entry.key.range.lowerBound, isAlias: true)
    }
    var isInFlow = parent.isInFlow
    if case .mapping(_, isFlow: true) = parent.layout.form { isInFlow = true }
    let text = YAMLScalarText.string(name, like: form, in: isInFlow ? .flow : .block)
    if text.utf8.count > 1000 { throw Refusal(offset: entry.key.range.lowerBound) }
    replace(entry.key.range, with: text)
  }
}

extension YAMLLayout.Form {
  /// Whether nothing is written here.
  func isEmptyScalar(_ range: Range<Int>) -> Bool {
    if case .scalar = self { return range.isEmpty }
    return false
  }
}
