package import Diagnostics
package import Documents
package import Learning

/// A section of a params file, read strictly: every key is asked for by name and type, and `finish` refuses
/// those that nobody asked for.
package struct ParamsSection: Sendable {
  /// The keys that lead here, joined by dots.
  package let path: String
  let file: String
  private let entries: Mapping
  private let place: Place
  private var asked: [String] = []

  init(_ entry: Mapping.Entry, path: String, file: String) throws(Diagnostic) {
    guard let mapping = entry.value.mapping else {
      throw Diagnostic(
        "'\(path)' must be a mapping, not \(entry.value.kindName)", at: entry.value.place.span(in: file))
    }
    self.path = path
    self.file = file
    entries = mapping
    place = entry.keyPlace
  }

  /// The keys in the order of the file.
  package var keys: [String] { entries.entries.map(\.key) }

  /// An error at the value of `key`, or at the section's name where it has no such key.
  package func problem(_ message: String, at key: String, hint: String? = nil) -> Diagnostic {
    Diagnostic(message, at: (entries[key]?.place ?? place).span(in: file), hint: hint)
  }

  /// An error at the section's name.
  package func problem(_ message: String) -> Diagnostic { Diagnostic(message, at: place.span(in: file)) }

  /// Whether the value of `key`, which from here on counts as known, is that word.
  package mutating func isWord(_ word: String, at key: String) -> Bool { node(key)?.string == word }

  /// An error at `item` in the list or mapping under `key`, or at its value where it has no such item.
  package func problem(
    _ message: String, at key: String, item: String, hint: String? = nil
  ) -> Diagnostic {
    let node = entries[key]
    let place = node?.sequence?.last { $0.string == item }?.place ?? node?.mapping?.entry(item)?.keyPlace
    guard let place else { return problem(message, at: key, hint: hint) }
    return Diagnostic(message, at: place.span(in: file), hint: hint)
  }

  /// The value of `key`, which from here on counts as known.
  package mutating func node(_ key: String) -> Node? {
    asked.append(key)
    return entries[key]
  }

  /// What `read` makes of the value of `key`; `fallback` where the key is missing, and an error where
  /// there is no fallback either.
  ///
  /// `what` says what the value must be, to follow "must be".
  package mutating func value<Value>(
    _ key: String, default fallback: Value?, _ what: String, _ read: (Node) -> Value?
  ) throws(Diagnostic) -> Value {
    guard let node = node(key) else {
      if let fallback { return fallback }
      throw Diagnostic("'\(path)' lacks '\(key)'", at: place.span(in: file), hint: "it must be \(what)")
    }
    guard let value = read(node) else {
      throw problem("'\(path).\(key)' must be \(what), not \(Self.found(node))", at: key)
    }
    return value
  }

  /// A value as messages show it: short ones as they were written.
  private static func found(_ node: Node) -> String {
    if let scalar = node.scalar { return "'\(scalar.text)'" }
    guard let items = node.sequence, items.count <= 6 else { return node.kindName }
    let texts = items.compactMap { $0.scalar?.text }
    return texts.count == items.count ? "[\(texts.joined(separator: ", "))]" : node.kindName
  }

  /// An integer within `range`.
  package mutating func integer(
    _ key: String, default fallback: Int? = nil, in range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    try value(key, default: fallback, "an integer from \(range.lowerBound) to \(range.upperBound)") {
      $0.scalar?.int.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A finite number within `range`.
  package mutating func number(
    _ key: String, default fallback: Double? = nil, in range: ClosedRange<Double>
  ) throws(Diagnostic) -> Double {
    try value(key, default: fallback, "a number from \(range.lowerBound) to \(range.upperBound)") {
      $0.scalar?.double.flatMap { range.contains($0) ? $0 : nil }
    }
  }

  /// A share above 0 and at most 1, as the exact decimal of its text.
  package mutating func fraction(_ key: String) throws(Diagnostic) -> Fraction {
    try value(key, default: nil, "a number above 0 and at most 1") { node in
      guard let scalar = node.scalar, scalar.type != .string else { return nil }
      return Fraction(scalar.text)
    }
  }

  /// A boolean.
  package mutating func bool(_ key: String, default fallback: Bool? = nil) throws(Diagnostic) -> Bool {
    try value(key, default: fallback, "true or false") { $0.scalar?.bool }
  }

  /// One of the words that `Word` has.
  package mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    _ key: String, default fallback: Word? = nil
  ) throws(Diagnostic) -> Word {
    let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
    return try value(key, default: fallback, "one of \(words)") { $0.string.flatMap { Word(rawValue: $0) } }
  }

  /// A month by its last day.
  package mutating func month(_ key: String, default fallback: Month? = nil) throws(Diagnostic) -> Month {
    try value(key, default: fallback, "the last day of a month as YYYY-MM-DD") {
      $0.string.flatMap { Month($0) }
    }
  }

  /// A list of names, each once; none where the key is missing.
  package mutating func names(
    _ key: String, _ what: String = "a list of names"
  ) throws(Diagnostic) -> [String] {
    let names: [String] = try value(key, default: [], what) { node in
      guard let items = node.sequence else { return node.isNull ? [] : nil }
      let names = items.compactMap(\.string)
      return names.count == items.count ? names : nil
    }
    var known: Set<String> = []
    for name in names where !known.insert(name).inserted {
      throw problem("'\(path).\(key)' names '\(name)' twice", at: key, item: name)
    }
    return names
  }

  /// The section below `key`, or nil where it is missing or empty.
  package mutating func section(_ key: String) throws(Diagnostic) -> ParamsSection? {
    asked.append(key)
    guard let entry = entries.entry(key), !entry.value.isNull else { return nil }
    return try ParamsSection(entry, path: "\(path).\(key)", file: file)
  }

  /// Refuses the first key that nothing asked for.
  package func finish() throws(Diagnostic) {
    for entry in entries.entries where !asked.contains(entry.key) {
      throw Diagnostic(
        "'\(path)' has no param '\(entry.key)'", at: entry.keyPlace.span(in: file),
        hint: DidYouMean.hint(for: entry.key, among: asked))
    }
  }
}
