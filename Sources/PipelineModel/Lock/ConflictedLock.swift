package import Diagnostics
package import Identity

/// A lock that a merge left with conflict markers, read as far as the two sides agree.
///
/// A stage whose entry is not the same on both sides counts as never run: only a run, or the cache, can say what its
/// result is now.
package struct ConflictedLock: Sendable {
  /// The entries that both sides have.
  package let lock: LockFile
  /// The stages that the sides disagree about, sorted.
  package let undecided: [StageName]
  /// What to tell the user.
  package let warning: Diagnostic

  /// The lock that `bytes` are, as far as the entries of `names` go; without, of all.
  ///
  /// Nil where they hold no conflict markers, or neither side is one of this schema.
  package init?(_ bytes: [UInt8], file: String, folder: RelativePath, of names: Set<StageName>? = nil) {
    guard bytes.count <= Self.longest, let sides = ConflictSides(bytes) else { return nil }
    let ours = try? LockFile.read(sides.ours, file: file, folder: folder, of: names)
    let theirs = try? LockFile.read(sides.theirs, file: file, folder: folder, of: names)
    let isReadable = ours != nil || theirs != nil
    // An edit by hand may have left both sides in pieces; a newer schema is not to be written over.
    guard isReadable || [sides.ours, sides.theirs].allSatisfy(Self.saysSchema) else { return nil }
    let one = ours?.stages ?? [:]
    let other = theirs?.stages ?? [:]
    lock = LockFile(stages: one.filter { other[$0.key] == $0.value })
    let agreed = lock.stages
    undecided = Set(one.keys).union(other.keys).filter { agreed[$0] == nil }.sorted()
    let several = undecided.filter { LockMerge.isNonDeterministic(one[$0], other[$0]) }
    warning = Diagnostic(
      isReadable ? Self.message(undecided) : Self.unreadable,
      at: SourceSpan(file: file, line: sides.firstLine, column: 1),
      severity: .warning,
      notes: several.isEmpty
        ? []
        : [
          Diagnostic.Note(
            "non-deterministic, as the sides have different results for the same inputs: \(Self.list(several))"
          )
        ],
      hint:
        "'lockstep repro' settles them and writes the lock anew; 'lockstep install' sets up a merge driver")
  }

  /// The longest text whose sides are looked at, as both stand in memory beside it.
  private static let longest = 64 << 20

  private static let unreadable =
    "the lock has conflict markers, and neither side can be read; every stage counts as never run"

  /// Whether the text says, among its first lines, that it is a lock of the schema that is known here.
  private static func saysSchema(_ text: [UInt8]) -> Bool {
    text.prefix(4096).split(separator: 0x0A).contains { $0.elementsEqual("schema: \(LockFile.schema)".utf8) }
  }

  private static func message(_ undecided: [StageName]) -> String {
    let names = list(undecided)
    switch undecided.count {
    case 0: return "the lock has conflict markers, but both sides say the same of every stage there is"
    case 1: return "the lock has conflict markers; \(names) counts as never run"
    default:
      return "the lock has conflict markers; \(names) count as never run"
    }
  }

  private static func list(_ stages: [StageName]) -> String {
    stages.prefix(8).map { "'\($0)'" }.joined(separator: ", ") + (stages.count > 8 ? ", …" : "")
  }
}

/// The two texts that git wrote into one, each as it would be without the other.
struct ConflictSides {
  /// The text of this side.
  private(set) var ours: [UInt8] = []
  /// The text of the other side.
  private(set) var theirs: [UInt8] = []
  /// The line of the first marker, from 1.
  private(set) var firstLine = 0

  private enum Part { case common, ours, base, theirs }

  /// The sides of `text`; nil where it has no markers.
  init?(_ text: [UInt8]) {
    var part = Part.common
    var (start, number) = (0, 0)
    // A hundred megabytes without a marker cost one look at each line, and no memory.
    while start <= text.count {
      let end = text[start...].firstIndex(of: 0x0A) ?? text.count
      let line = text[start..<end]
      number += 1
      defer { start = end + 1 }
      switch (part, Self.marker(line)) {
      case (.common, UInt8(ascii: "<")):
        part = .ours
        guard firstLine == 0 else { continue }
        firstLine = number
        (ours, theirs) = (Array(text[..<start]), Array(text[..<start]))
      case (.ours, UInt8(ascii: "|")): part = .base
      case (.ours, UInt8(ascii: "=")), (.base, UInt8(ascii: "=")): part = .theirs
      case (.ours, UInt8(ascii: ">")), (.base, UInt8(ascii: ">")), (.theirs, UInt8(ascii: ">")):
        part = .common
      default:
        guard firstLine > 0 else { continue }
        if part == .common || part == .ours { ours += line + [0x0A] }
        if part == .common || part == .theirs { theirs += line + [0x0A] }
      }
    }
    guard firstLine > 0 else { return nil }
  }

  /// The character of a conflict marker: seven of one kind, then a space or the end of the line.
  private static func marker(_ line: ArraySlice<UInt8>) -> UInt8? {
    guard let first = line.first, "<|=>".utf8.contains(first), line.prefix(7).count == 7,
      line.prefix(7).allSatisfy({ $0 == first })
    else { return nil }
    let next = line.dropFirst(7).first
    return next == nil || next == 0x20 || next == 0x0D ? first : nil
  }
}
