import Identity
import Platform

/// Hands on what stages print: as it comes, in whole lines that name their stage, or all of a stage at its end.
struct StagePrinter {
  /// How output of stages that run side by side is kept apart.
  enum Mode: Hashable, Sendable {
    /// As it comes: one stage at a time.
    case asItComes
    /// Whole lines, `STAGE | LINE`.
    case lines
    /// All that a stage printed, at its end.
    case blocks
  }

  /// The longest line, and the largest block, that is kept back, in bytes.
  static let longestLine = 64 << 10
  static let largestBlock = 64 << 20

  private let mode: Mode
  private let write: (ChildProcess.Stream, [UInt8]) -> Void
  /// What was printed and not yet handed on.
  private var kept: [StageID: [(stream: ChildProcess.Stream, bytes: [UInt8])]] = [:]
  /// Whether the last byte handed on to standard output was no line feed.
  private(set) var isLineOpen = false

  /// A printer that hands on to `write`.
  init(_ mode: Mode, write: @escaping (ChildProcess.Stream, [UInt8]) -> Void) {
    self.mode = mode
    self.write = write
  }

  /// Takes what `stage` printed.
  mutating func take(_ stage: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    switch mode {
    case .asItComes: put(stream, bytes)
    case .lines: putLines(stage, stream, bytes)
    case .blocks:
      keep(stage, stream, bytes)
      let size = kept[stage, default: []].reduce(0) { $0 + $1.bytes.count }
      if size > Self.largestBlock { putKept(stage) }
    }
  }

  /// Hands on what is left of a stage that has ended.
  mutating func end(_ stage: StageID) {
    guard mode == .lines else { return putKept(stage) }
    for rest in kept.removeValue(forKey: stage) ?? [] {
      put(rest.stream, line(stage, rest.bytes[...]) + [Self.lineFeed])
    }
  }

  /// Ends an open line, as somebody else is about to write.
  mutating func closeLine() {
    if isLineOpen { put(.output, [Self.lineFeed]) }
  }

  private static let lineFeed = UInt8(ascii: "\n")

  private mutating func put(_ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    write(stream, bytes)
    if stream == .output { isLineOpen = bytes.last != Self.lineFeed }
  }

  private mutating func keep(_ stage: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    let last = kept[stage]?.indices.last
    if let last, kept[stage]?[last].stream == stream {
      kept[stage]?[last].bytes += bytes
    } else {
      kept[stage, default: []].append((stream, bytes))
    }
  }

  private mutating func putKept(_ stage: StageID) {
    for part in kept.removeValue(forKey: stage) ?? [] { put(part.stream, part.bytes) }
  }

  private mutating func putLines(_ stage: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {
    let index = kept[stage]?.firstIndex { $0.stream == stream }
    var text = index.flatMap { kept[stage]?.remove(at: $0).bytes } ?? []
    text += bytes
    var whole: [UInt8] = []
    var rest = text[...]
    while let end = rest.firstIndex(of: Self.lineFeed) {
      whole += line(stage, rest[..<end]) + [Self.lineFeed]
      rest = rest[(end + 1)...]
    }
    if rest.count > Self.longestLine {
      whole += line(stage, rest) + [Self.lineFeed]
      rest = []
    }
    if !rest.isEmpty { kept[stage, default: []].append((stream, Array(rest))) }
    if !whole.isEmpty { put(stream, whole) }
  }

  private func line(_ stage: StageID, _ text: ArraySlice<UInt8>) -> [UInt8] {
    Array("\(stage) | ".utf8) + text
  }
}
