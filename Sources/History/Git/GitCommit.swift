/// What a commit says of itself.
package struct GitCommit: Sendable {
  /// Its name.
  let id: GitObjectID
  /// The tree of the repository's top folder.
  let tree: GitObjectID
  /// What it was made after, the branch that it was made on first.
  let parents: [GitObjectID]
  /// When it was committed.
  let date: CommitDate
  /// The first paragraph of its message, on one line.
  let subject: String

  /// A commit whose parts are known.
  init(id: GitObjectID, tree: GitObjectID, parents: [GitObjectID], date: CommitDate, subject: String) {
    self.id = id
    self.tree = tree
    self.parents = parents
    self.date = date
    self.subject = subject
  }

  /// The commit that `object` is; nil where its bytes are none.
  init?(_ object: GitObject) {
    guard object.kind == .commit else { return nil }
    var tree: GitObjectID?
    var parents: [GitObjectID] = []
    var date: CommitDate?
    var rest = object.bytes[...]
    while let end = rest.firstIndex(of: 0x0A) {
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if line.isEmpty { break }
      guard let space = line.firstIndex(of: 0x20) else { continue }
      let value = line[(space + 1)...]
      switch String(decoding: line[..<space], as: UTF8.self) {
      case "tree": tree = GitObjectID(hex: value)
      case "parent": if let parent = GitObjectID(hex: value) { parents.append(parent) }
      case "committer": date = CommitDate(endOf: value)
      default: continue
      }
    }
    guard let tree else { return nil }
    self.init(
      id: object.id, tree: tree, parents: parents, date: date ?? CommitDate(seconds: 0, minutesEast: 0),
      subject: Self.subject(rest))
  }

  private static func subject(_ message: ArraySlice<UInt8>) -> String {
    let lines = message.split(separator: 0x0A, omittingEmptySubsequences: false)
      .drop { $0.allSatisfy(isSpace) }.prefix { !$0.allSatisfy(isSpace) }
    return lines.map { line in
      let trimmed = line.drop(while: isSpace)
      return String(
        decoding: trimmed.prefix(trimmed.count - trimmed.reversed().prefix(while: isSpace).count),
        as: UTF8.self)
    }.joined(separator: " ")
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}

/// When something was committed, and how the clock of its author stood.
package struct CommitDate: Hashable, Sendable {
  /// Seconds since 1970 in UTC.
  package let seconds: Int
  /// The offset of the author's zone.
  package let minutesEast: Int

  /// A date; a year outside 0…9999 is one that nobody meant, and becomes 1970.
  package init(seconds: Int, minutesEast: Int) {
    let isSensible = (-62_000_000_000...253_000_000_000).contains(seconds)
    self.seconds = isSensible ? seconds : 0
    self.minutesEast = (-1_440...1_440).contains(minutesEast) ? minutesEast : 0
  }

  /// The date at the end of `Name <mail> 1600000000 +0200`.
  init?(endOf line: ArraySlice<UInt8>) {
    let parts = line.split(separator: 0x20).suffix(2).map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 2, let seconds = Int(parts[0]), let zone = Int(parts[1]) else { return nil }
    self.init(seconds: seconds, minutesEast: zone / 100 * 60 + zone % 100)
  }

  /// The day by the author's clock: `2026-11-21`.
  package var day: String {
    let local = seconds + minutesEast * 60
    let (year, month, day) = Self.civil(days: local >= 0 ? local / 86_400 : -((86_399 - local) / 86_400))
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
  }

  /// The day, counted from 1970-01-01, in the Gregorian calendar; eras of 400 years, years that begin in March.
  private static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let marchMonth = (5 * dayOfYear + 2) / 153
    let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
  }
}
