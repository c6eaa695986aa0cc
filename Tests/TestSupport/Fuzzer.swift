import Identity
import Platform

/// Feeds a reader with texts that were nearly right.
package struct Fuzzer: Sendable {
  private let name: String
  private let seeds: [[UInt8]]
  private let words: [[UInt8]]

  /// A fuzzer of what `name` says, from valid inputs and the words that mean something in them.
  package init(_ name: String, seeds: [[UInt8]], words: [String] = []) {
    self.name = name
    self.seeds = seeds
    self.words = words.map { Array($0.utf8) }
  }

  /// The longest that one input may take, in nanoseconds: in a debug build on a busy machine.
  private static let longest: Int64 = 20_000_000_000

  /// Calls `read` with one mutant after the other until the time is up; the same ones in every run.
  ///
  /// A trap ends the test process: the input is in the file that the last line of standard error names.
  /// - Returns: how many inputs were read.
  /// - Throws: `TestFailure` where one takes too long.
  package func run(_ read: ([UInt8]) -> Void) throws -> Int {
    let end = SystemClock.monotonic + FaultAmount.fuzzing
    let kept = try keep()
    var generator = SeededGenerator(seed: UInt64(name.utf8.reduce(0) { ($0 &* 31) &+ Int($1) } & 0xFFFF))
    var count = 0
    while SystemClock.monotonic < end {
      let input = mutant(using: &generator)
      // Written before it is read: what a trap leaves is the input that caused it.
      try File.replace(kept, with: input)
      let began = SystemClock.monotonic
      read(input)
      let took = SystemClock.monotonic - began
      if took > Self.longest {
        throw TestFailure("\(name): an input took \(took / 1_000_000) ms, see \(kept)")
      }
      count += 1
    }
    let folder = try Folder(kept.parent)
    try folder.remove(.init("fuzz-\(name)-\(CurrentProcess.identifier)"))
    FaultAmount.report("\(count) mutated inputs of \(name), no trap")
    return count
  }

  private func keep() throws -> AbsolutePath {
    guard let path = AbsolutePath("/dev/shm/fuzz-\(name)-\(CurrentProcess.identifier)") else {
      throw TestFailure("a name is a path")
    }
    return path
  }

  private func mutant(using generator: inout SeededGenerator) -> [UInt8] {
    var bytes = seeds.randomElement(using: &generator) ?? []
    for _ in 0..<Int.random(in: 1...4, using: &generator) { mutate(&bytes, using: &generator) }
    return Array(bytes.prefix(1 << 16))
  }

  private func mutate(_ bytes: inout [UInt8], using generator: inout SeededGenerator) {
    guard !bytes.isEmpty else { return bytes.append(.random(in: .min ... .max, using: &generator)) }
    let place = Int.random(in: 0..<bytes.count, using: &generator)
    let length = Int.random(in: 1...min(64, bytes.count - place), using: &generator)
    switch Int.random(in: 0..<9, using: &generator) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[place] = .random(in: .min ... .max, using: &generator)
    case 2: bytes.removeSubrange(place..<place + length)
    case 3: bytes.insert(contentsOf: bytes[place..<place + length], at: place)
    case 4: bytes.removeSubrange(place...)
    case 5:
      // Numbers at the borders: what a length or an offset must not be.
      let edges: [UInt64] = [0, 0x7F, 0xFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, .max]
      let edge = edges.randomElement(using: &generator) ?? 0
      for index in 0..<min(8, bytes.count - place) {
        bytes[place + index] = UInt8(truncatingIfNeeded: edge >> UInt64(8 * index))
      }
    case 6:
      let word = words.randomElement(using: &generator) ?? [0]
      bytes.insert(contentsOf: word, at: place)
    case 7:
      let other = seeds.randomElement(using: &generator) ?? []
      bytes.insert(contentsOf: other.suffix(length), at: place)
    default:
      let piece = bytes[place..<place + length]
      for _ in 0..<Int.random(in: 1...200, using: &generator) where bytes.count < 1 << 15 {
        bytes.insert(contentsOf: piece, at: place)
      }
    }
  }
}
