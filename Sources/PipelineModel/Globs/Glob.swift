/// A shell pattern over bytes, in which `*`, `?` and `[…]` never match a slash, and `**` between slashes does.
///
/// What each part means is what git's own matcher makes of it; a test compares the two.
package struct Glob: Sendable {
  private enum Token: Sendable {
    case byte(UInt8)
    /// `?`: one byte that is no slash.
    case one
    case oneOf(ByteSet)
    /// `*`: any bytes without a slash.
    case some
    /// `**`: any bytes.
    case all
    /// The next token, or nothing instead of it.
    case optional
    /// `**/`, after `optional`: any bytes up to a slash.
    case folders
  }

  private let tokens: [Token]

  /// The pattern that `text` spells; nil where nothing can match it: it ends in a backslash or inside a `[`.
  package init?(_ text: [UInt8]) {
    var tokens: [Token] = []
    var index = 0
    while index < text.count {
      switch text[index] {
      case UInt8(ascii: "?"): tokens.append(.one)
      case UInt8(ascii: "*"):
        let start = index
        while index + 1 < text.count, text[index + 1] == UInt8(ascii: "*") { index += 1 }
        tokens += Self.stars(start...index, of: text)
        if case .folders? = tokens.last { index += 1 }
      case UInt8(ascii: "["):
        guard let set = ByteSet(text, &index) else { return nil }
        tokens.append(.oneOf(set))
      case UInt8(ascii: "\\"):
        index += 1
        guard index < text.count else { return nil }
        tokens.append(.byte(text[index]))
      case let byte: tokens.append(.byte(byte))
      }
      index += 1
    }
    self.tokens = tokens
  }

  /// Whether `byte` stands for something else than itself.
  package static func isSpecial(_ byte: UInt8) -> Bool { "*?[\\".utf8.contains(byte) }

  private static func stars(_ range: ClosedRange<Int>, of text: [UInt8]) -> [Token] {
    let after = text[(range.upperBound + 1)...]
    guard range.count > 1, range.lowerBound == 0 || text[range.lowerBound - 1] == slash else {
      return [.some]
    }
    if after.first == slash { return [.optional, .folders] }
    return after.isEmpty || after.starts(with: [UInt8(ascii: "\\"), slash]) ? [.all] : [.some]
  }

  /// Whether the whole of `subject` matches; in time proportional to its length times the pattern's.
  package func matches(_ subject: ArraySlice<UInt8>) -> Bool {
    if tokens.isEmpty { return subject.isEmpty }
    return places(after: subject)?[tokens.count] ?? false
  }

  /// Whether something below the folder `path` may match.
  package func mayMatch(below path: ArraySlice<UInt8>) -> Bool {
    tokens.isEmpty ? false : places(after: path.isEmpty ? path : path + [slash]) != nil
  }

  /// The places in the pattern that `subject` leads to; nil where it leads nowhere.
  private func places(after subject: ArraySlice<UInt8>) -> [Bool]? {
    var places = [Bool](repeating: false, count: tokens.count + 1)
    places[0] = true
    widen(&places)
    for byte in subject {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      var isAlive = false
      for (index, token) in tokens.enumerated() where places[index] {
        let (stays, goesOn) = Self.step(token, byte)
        if stays { next[index] = true }
        if goesOn { next[index + 1] = true }
        isAlive = isAlive || stays || goesOn
      }
      guard isAlive else { return nil }
      widen(&next)
      places = next
    }
    return places
  }

  /// Adds the places behind tokens that may match nothing.
  private func widen(_ places: inout [Bool]) {
    for (index, token) in tokens.enumerated() where places[index] {
      switch token {
      case .some, .all: places[index + 1] = true
      case .optional:
        places[index + 1] = true
        places[index + 2] = true
      case .byte, .one, .oneOf, .folders: break
      }
    }
  }

  private static func step(_ token: Token, _ byte: UInt8) -> (stays: Bool, goesOn: Bool) {
    switch token {
    case .byte(let wanted): (false, byte == wanted)
    case .one: (false, byte != slash)
    case .oneOf(let set): (false, byte != slash && set.contains(byte))
    case .some: (byte != slash, false)
    case .all: (true, false)
    case .folders: (true, byte == slash)
    case .optional: (false, false)
    }
  }
}

private let slash = UInt8(ascii: "/")
