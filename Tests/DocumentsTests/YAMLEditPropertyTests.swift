import Diagnostics
import Testing

@testable import Documents

/// A value to be written in any style; what the edited text must say is worked out on it, without a parser.
private indirect enum Tree: Equatable {
  case scalar(String)
  case list([Tree])
  case map([Pair])

  struct Pair: Equatable {
    var key: String
    var value: Tree
  }

  /// What a parsed node is; nil for what the generator does not make.
  init?(_ node: Node?) {
    switch node?.value {
    case .scalar(let scalar) where scalar.type == .string: self = .scalar(scalar.text)
    case .scalar, nil: return nil
    case .sequence(let items): self = .list(items.compactMap { Tree($0) })
    case .mapping(let mapping):
      self = .map(
        mapping.entries.compactMap { entry in Tree(entry.value).map { Pair(key: entry.key, value: $0) } })
    }
  }

  var node: Node {
    switch self {
    case .scalar(let text): .string(text)
    case .list(let items): .sequence(items.map(\.node))
    case .map(let pairs): .mapping(pairs.map { ($0.key, $0.value.node) })
    }
  }

  /// The tree with `change` made at `path`.
  func changing(_ path: ArraySlice<YAMLStep>, _ change: (Tree) -> Tree) -> Tree {
    guard let step = path.first else { return change(self) }
    switch (self, step) {
    case (.map(var pairs), .key(let key)):
      for index in pairs.indices where pairs[index].key == key {
        pairs[index].value = pairs[index].value.changing(path.dropFirst(), change)
      }
      return .map(pairs)
    case (.list(var items), .item(let index)):
      items[index] = items[index].changing(path.dropFirst(), change)
      return .list(items)
    default: return self
    }
  }

  /// The paths of all collections and values in it.
  func paths(_ prefix: [YAMLStep] = []) -> [(path: [YAMLStep], tree: Tree)] {
    let below: [(path: [YAMLStep], tree: Tree)]
    switch self {
    case .scalar: below = []
    case .list(let items):
      below = items.enumerated().flatMap { $0.element.paths(prefix + [.item($0.offset)]) }
    case .map(let pairs): below = pairs.flatMap { $0.value.paths(prefix + [.key($0.key)]) }
    }
    return [(prefix, self)] + below
  }
}

/// Writes trees in random styles with comments that are all different.
private struct Scribe {
  var random: Seeded
  var comments = 0
  let lineBreak: String

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  static let words = [
    "a", "b c", "x: y", "# no", "'q'", "d\"e", "é", "true", "12", "", "-", "a, b", "[x]", "{", "&z",
  ]

  mutating func tree(_ depth: Int) -> Tree {
    switch Int.random(in: 0..<(depth > 3 ? 2 : 6), using: &random) {
    case 0, 1: return .scalar(chance(5) ? "one\ntwo\n" : Self.words.randomElement(using: &random) ?? "")
    case 2, 3: return .list((0..<Int.random(in: 0...3, using: &random)).map { _ in tree(depth + 1) })
    default: return map(depth)
    }
  }

  mutating func map(_ depth: Int) -> Tree {
    let keys = ["k1", "k2", "k 3", "k:4", "'k5'"].shuffled(using: &random).prefix(
      Int.random(in: 0...4, using: &random))
    return .map(keys.map { Tree.Pair(key: $0, value: tree(depth + 1)) })
  }

  private mutating func comment() -> String {
    comments += 1
    return "# comment \(comments)"
  }

  private mutating func scalar(_ text: String, _ context: YAMLScalarText.Context) -> String {
    let form = [YAMLForm.plain, .singleQuoted, .doubleQuoted].randomElement(using: &random) ?? .plain
    return YAMLScalarText.string(text, like: form, in: context)
  }

  private mutating func flow(_ tree: Tree) -> String {
    let gap = [" ", "  ", "\t", ""].randomElement(using: &random) ?? ""
    switch tree {
    case .scalar(let text): return scalar(text, .flow)
    case .list(let items):
      return "[" + gap + items.map { flow($0) }.joined(separator: "," + (gap.isEmpty ? " " : gap)) + gap + "]"
    case .map(let pairs):
      return "{"
        + pairs.map { "\(scalar($0.key, .flow)): \(flow($0.value))" }.joined(separator: ", " + gap) + "}"
    }
  }

  /// A list with a line for each item, at `indent`.
  private mutating func wide(_ items: [Tree], _ indent: Int) -> String {
    let margin = String(repeating: " ", count: indent)
    var text = "["
    for (index, item) in items.enumerated() {
      let comma = index + 1 < items.count || chance(2) ? "," : ""
      text += lineBreak + margin + "  " + flow(item) + comma + (chance(3) ? " " + comment() : "")
    }
    return text + lineBreak + margin + "]"
  }

  private mutating func between(_ indent: Int) -> String {
    var text = ""
    if chance(6) { text += lineBreak }
    if chance(5) { text += String(repeating: " ", count: indent) + comment() + lineBreak }
    return text
  }

  /// What stands behind a colon or a dash at `column`, with its line break.
  private mutating func value(_ tree: Tree, _ column: Int, isItem: Bool) -> String {
    let tail = chance(4) ? "  " + comment() : ""
    switch tree {
    case .scalar(let text):
      guard text.contains("\n"), let (header, lines) = YAMLScalarText.block(text), chance(2) else {
        return " " + scalar(text, .block) + tail + lineBreak
      }
      let margin = String(repeating: " ", count: column + 2)
      return " \(header)" + lineBreak + lines.map { margin + $0 + lineBreak }.joined()
    case .list(let items) where items.isEmpty || chance(3):
      return " " + (items.isEmpty || chance(2) ? flow(tree) : wide(items, column + 1)) + tail + lineBreak
    case .map(let pairs) where pairs.isEmpty || chance(3): return " " + flow(tree) + tail + lineBreak
    case .list:
      if isItem && tail.isEmpty { return " " + block(tree, column + 2, isInline: true) }
      return tail + lineBreak + block(tree, column + (isItem ? 1 : 0) + Int.random(in: 0...2, using: &random))
    case .map:
      if isItem && tail.isEmpty { return " " + block(tree, column + 2, isInline: true) }
      return tail + lineBreak + block(tree, column + Int.random(in: 1...3, using: &random))
    }
  }

  mutating func block(_ tree: Tree, _ column: Int, isInline: Bool = false) -> String {
    let margin = String(repeating: " ", count: column)
    var text = ""
    var isFirst = isInline
    switch tree {
    case .scalar: break
    case .list(let items):
      for item in items {
        text += (isFirst ? "" : between(column) + margin) + "-" + value(item, column, isItem: true)
        isFirst = false
      }
    case .map(let pairs):
      for pair in pairs {
        text += (isFirst ? "" : between(column) + margin) + scalar(pair.key, .block) + ":"
        text += value(pair.value, column, isItem: false)
        isFirst = false
      }
    }
    if chance(6) { text += margin + comment() + lineBreak }
    return text
  }
}

@Suite("YAML edited in place, at random")
struct YAMLEditPropertyTests {
  private func change(_ tree: Tree, _ random: inout Seeded) -> (YAMLChange, expected: Tree)? {
    guard let (path, found) = tree.paths().randomElement(using: &random) else { return nil }
    let new: Tree =
      [
        .scalar("new"), .scalar("x: 1"), .scalar("1\n2"),
        .list([.scalar("n"), .map([.init(key: "m", value: .scalar("o"))])]),
        .map([.init(key: "p", value: .list([.scalar("q")]))]), .list([]),
      ].randomElement(using: &random) ?? .scalar("")
    switch (found, Int.random(in: 0..<4, using: &random)) {
    case (.map(let pairs), 0):
      let next = Bool.random(using: &random) ? pairs.randomElement(using: &random)?.key : nil
      let index = next.flatMap { next in pairs.firstIndex { $0.key == next } } ?? pairs.count
      var all = pairs
      all.insert(.init(key: "new", value: new), at: index)
      return (.insert("new", new.node, in: path, before: next), tree.changing(path[...]) { _ in .map(all) })
    case (.list(let items), 0):
      return (.append(new.node, to: path), tree.changing(path[...]) { _ in .list(items + [new]) })
    case (.map(let pairs), 1):
      guard let index = pairs.indices.randomElement(using: &random) else { return nil }
      var all = pairs
      all[index].key = "new key"
      return (
        .rename(path + [.key(pairs[index].key)], to: "new key"), tree.changing(path[...]) { _ in .map(all) }
      )
    case (.map(var pairs), 2):
      guard let index = pairs.indices.randomElement(using: &random) else { return nil }
      let gone = pairs.remove(at: index)
      return (.remove(path + [.key(gone.key)]), tree.changing(path[...]) { _ in .map(pairs) })
    case (.list(var items), 1...2):
      guard let index = items.indices.randomElement(using: &random) else { return nil }
      items.remove(at: index)
      return (.remove(path + [.item(index)]), tree.changing(path[...]) { _ in .list(items) })
    default:
      if path.isEmpty { return nil }
      return (.set(path, new.node), tree.changing(path[...]) { _ in new })
    }
  }

  @Test("an edited text says what the edit means, and the lines that it does not touch are as they were")
  func edits() throws {
    var made = 0
    for seed in 0..<6000 {
      var scribe = Scribe(random: Seeded(state: UInt64(seed)), lineBreak: seed % 5 == 0 ? "\r\n" : "\n")
      let tree = scribe.map(0)
      let text =
        "# head\(scribe.lineBreak)" + (tree == .map([]) ? "{}" + scribe.lineBreak : scribe.block(tree, 0))
      guard let (change, expected) = change(tree, &scribe.random) else { continue }
      var edit = try YAMLEdit(Array(text.utf8), file: "f")
      #expect(Tree(edit.root) == tree, "seed \(seed): the generator writes what it means\n\(text)")
      do { try edit.apply(change) } catch {
        Issue.record("seed \(seed): \(change) was refused in\n\(text)")
        continue
      }
      made += 1
      let result = String(decoding: edit.bytes, as: UTF8.self)
      #expect(Tree(edit.root) == expected, "seed \(seed): \(change) of\n\(text)\nis\n\(result)")
      let problem = harm(text, result, change, lineBreak: scribe.lineBreak)
      #expect(problem == nil, "seed \(seed): \(problem ?? "") by \(change) of\n\(text)\nis\n\(result)")
    }
    #expect(made > 3000)
  }

  @Test("hostile texts are edited or refused, and never trap")
  func hostile() {
    var random = Seeded(state: 7)
    var made = 0
    let pieces =
      RoundTripTests.pieces + [
        "? ", "? a\n: b", "- - ", "a: ", "\n  ", "\n- ", "\n    ", "&a ", "*a", "!!str ",
      ]
    for _ in 0..<60_000 {
      let count = Int.random(in: 1...14, using: &random)
      let text = (0..<count).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      guard var edit = try? YAMLEdit(Array(text.utf8), file: "f") else { continue }
      let value: Node =
        [.string("n"), .string("a\nb"), .sequence([.int(1)]), .mapping([("k", .null)])]
        .randomElement(using: &random) ?? .null
      guard let change = Self.change(edit.root, value, &random) else { continue }
      if (try? edit.apply(change)) != nil { made += 1 }
    }
    #expect(made > 1000)
  }

  /// Any change of any part of a document.
  private static func change(_ root: Node?, _ value: Node, _ random: inout Seeded) -> YAMLChange? {
    var path: [YAMLStep] = []
    var node = root
    while let here = node, Int.random(in: 0..<3, using: &random) > 0 {
      if let entry = here.mapping?.entries.randomElement(using: &random) {
        path.append(.key(entry.key))
        node = entry.value
      } else if let index = here.sequence?.indices.randomElement(using: &random) {
        path.append(.item(index))
        node = here.sequence?[index]
      } else {
        break
      }
    }
    let next = node?.mapping?.entries.randomElement(using: &random)?.key
    return [
      .set(path, value), .set(path + [.key("new")], value), .insert("new", value, in: path, before: next),
      .append(value, to: path), .remove(path), .rename(path, to: "new"),
    ].randomElement(using: &random)
  }

  /// What a change did to lines that it should not have touched; nil where it did nothing.
  private func harm(_ old: String, _ new: String, _ change: YAMLChange, lineBreak: String) -> String? {
    let before = Self.lines(old)
    let after = Self.lines(new)
    let head = zip(before, after).prefix { $0 == $1 }.count
    let tail = zip(before.dropFirst(head).reversed(), after.dropFirst(head).reversed()).prefix { $0 == $1 }
      .count
    let gone = before[head..<(before.count - tail)]
    let come = after[head..<(after.count - tail)]
    if lineBreak == "\r\n", new.replacing("\r\n", with: "").contains(/[\r\n]/) { return "another line end" }
    switch change {
    case .rename: return gone.count == 1 && come.count == 1 ? nil : "\(gone.count) lines changed"
    case .insert, .append:
      // A line may be added to, and an empty collection gives way to one in block style.
      let lost = gone.filter { !come.contains($0) }
      return lost.count <= 1 && comments(gone) == comments(come) ? nil : "\(lost.count) lines lost"
    case .remove:
      let added = come.filter { !gone.contains($0) }
      return added.count <= 2 ? nil : "\(added.count) lines appeared"
    case .set: return come.count <= gone.count + 4 ? nil : "\(come.count) lines appeared"
    }
  }

  private static func lines(_ text: String) -> [Substring] {
    text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { Substring($0) }
  }

  private func comments(_ lines: ArraySlice<Substring>) -> [Substring] {
    lines.compactMap { line in line.firstRange(of: "# comment").map { line[$0.lowerBound...] } }
  }
}
