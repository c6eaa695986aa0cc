import Diagnostics
import Testing

@testable import Documents

/// A small generator with a seed (SplitMix64), so that a failure can be had again.
struct Seeded: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

@Suite("Round trips and hostile input")
struct RoundTripTests {
  static let pieces: [String] = [
    "a", "b c", " ", "  ", "\n", "\n\n", "\t", "\r", ":", ": ", "-", "- ", "#", " #", "'", "\"", "\\", "[",
    "]", "{",
    "}", ",", "&", "*", "!", "|", ">", "%", "@", "`", "?", "<<", "<<<<<<<", "=======", "---", "...", "1",
    "0x", ".5",
    "e5", "true", "null", "~", "é", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{A0}", "\u{0}", "\u{7F}",
    "\u{1F600}", "=",
  ]

  static func text(_ random: inout Seeded) -> String {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
      .joined()
  }

  static func node(_ random: inout Seeded, depth: Int) -> Node {
    switch Int.random(in: 0..<(depth > 3 ? 5 : 8), using: &random) {
    case 0: return .int(Int.random(in: -1000...1000, using: &random))
    case 1: return .double(Double(bitPattern: random.next()))
    case 2: return .bool(Bool.random(using: &random))
    case 3: return .null
    case 4: return .string(text(&random))
    case 5:
      return .sequence(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in node(&random, depth: depth + 1) })
    default:
      return .mapping(
        (0..<Int.random(in: 0...4, using: &random)).map { _ in
          let key = text(&random)
          let long = Int.random(in: 0..<40, using: &random) == 0
          return (long ? key + String(repeating: "k", count: 1100) : key, node(&random, depth: depth + 1))
        })
    }
  }

  @Test("YAML that is written reads back, block and flow")
  func yamlRoundTrip() {
    var random = Seeded(state: 1)
    for _ in 0..<3000 {
      let node = Self.node(&random, depth: 0)
      let expected = outline(node)
      let block = YAMLWriter.text(node)
      #expect(yaml(block) == expected, "block \(block.debugDescription)")
      let flow = YAMLWriter.flow(node)
      #expect(yaml(flow) == expected, "flow \(flow.debugDescription)")
    }
  }

  @Test("JSON that is written reads back, every layout")
  func jsonRoundTrip() throws {
    var random = Seeded(state: 2)
    for _ in 0..<1500 {
      let value = JSONValue(Self.node(&random, depth: 0))
      let compact = JSONWriter().text(value)
      for writer in [JSONWriter(), .pretty] {
        let root = try #require(try JSONReader.read(writer.bytes(value), file: "f").root)
        #expect(JSONWriter().text(JSONValue(root)) == compact)
      }
    }
  }

  @Test("mutated YAML and JSON give a document or diagnostics inside the text, and never a trap")
  func mutations() {
    let seeds = [
      "stages:\n  a: &x\n    cmd: |\n      echo 'a'\n    deps: [a.csv, \"b\\u00e9\", {k: v}]\n  b: {<<: *x, n: 1.5}\n# end\n",
      "{\"a\": [1, -2.5e3, \"x\\u00e9\\n\", {\"b\": null}], \"c\": true, \"é\": [[[]]]}",
      "a: !!str 1\n? b\n: - >-\n    folded\n  - 'x\n    y'\n--- \n...\n",
    ].map { Array($0.utf8) }
    let bytes: [UInt8] =
      Array("\n\t :-[]{}#&*!|>'\"%@`,?\\0uxeE.<=~\u{85}".utf8) + [0, 0x1B, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]
    var random = Seeded(state: 3)
    for round in 0..<6000 {
      var text = seeds[round % seeds.count]
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<max(1, text.count), using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: text.insert(bytes.randomElement(using: &random) ?? 0, at: min(at, text.count))
        case 1 where !text.isEmpty: text.remove(at: at)
        case 2 where !text.isEmpty: text[at] = bytes.randomElement(using: &random) ?? 0
        default:
          text =
            Array(text[..<min(at, text.count)]) + text.shuffled(using: &random).prefix(3) + text.dropFirst(at)
        }
      }
      let lines = text.split(omittingEmptySubsequences: false) { $0 == 10 || $0 == 13 }.count
      for read in [Self.readYAML, Self.readJSON] {
        guard let list = read(text) else { continue }
        for problem in list.all {
          #expect((problem.span?.line ?? 0) <= lines + 1, "\(text)")
          #expect((problem.span?.column ?? 0) <= text.count + 1, "\(text)")
        }
      }
    }
  }

  static func readYAML(_ text: [UInt8]) -> Diagnostics? {
    do { _ = try YAMLReader.read(text, file: "f") } catch { return error }
    return nil
  }

  static func readJSON(_ text: [UInt8]) -> Diagnostics? {
    do { _ = try JSONReader.read(text, file: "f", nonFinite: true) } catch { return error }
    return nil
  }
}
