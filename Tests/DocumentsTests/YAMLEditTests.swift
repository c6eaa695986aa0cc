import Diagnostics
import Testing

@testable import Documents

@Suite("YAML edited in place")
struct YAMLEditTests {
  private func edited(_ text: String, _ changes: YAMLChange...) throws -> String {
    var edit = try YAMLEdit(Array(text.utf8), file: "f.yaml")
    for change in changes { try edit.apply(change) }
    return String(decoding: edit.bytes, as: UTF8.self)
  }

  private func refusal(_ text: String, _ change: YAMLChange) -> String? {
    do throws(Diagnostics) {
      var edit = try YAMLEdit(Array(text.utf8), file: "f.yaml")
      try edit.apply(change)
      return nil
    } catch {
      return error.all.first.map { problem in
        "\(problem.span.map { "\($0.line):\($0.column): " } ?? "")\(problem.message)"
      }
    }
  }

  static let pipeline = """
    # The pipeline.
    vars: {rate: 1}   # inline

    stages:
      # Makes the data.
      prepare:
        cmd: "python prepare.py"  # quick
        deps:
        - prepare.py
        # raw
        - data/raw.csv
        outs: [data/x.csv, 'data/y.csv']

      # Trains.
      train:
        cmd: >-
          python
          train.py
        deps:
        - data/x.csv
        frozen: false  # for now
        # more later

    # end
    """

  @Test("a value is replaced where it stands, in its own quotes")
  func set() throws {
    let text = try edited(
      Self.pipeline, .set([.key("stages"), .key("prepare"), .key("cmd")], .string("python p.py")),
      .set([.key("stages"), .key("train"), .key("frozen")], .bool(true)),
      .set([.key("stages"), .key("prepare"), .key("outs"), .item(1)], .string("data/z.csv")),
      .set([.key("vars"), .key("rate")], .int(2)))
    #expect(
      text
        == Self.pipeline.replacing("\"python prepare.py\"", with: "\"python p.py\"")
        .replacing("frozen: false", with: "frozen: true").replacing("data/y", with: "data/z")
        .replacing("rate: 1", with: "rate: 2"))
  }

  @Test("a key that is not there is added at the end of its mapping, before what belongs to nobody")
  func add() throws {
    let text = try edited(
      Self.pipeline, .set([.key("stages"), .key("train"), .key("always_changed")], .bool(true)))
    #expect(
      text
        == Self.pipeline.replacing("    # more later\n", with: "    # more later\n    always_changed: true\n")
    )
  }

  @Test("a new stage stands apart as the others do, in the file's own indentation")
  func insert() throws {
    let stage = Node.mapping([
      ("cmd", .string("a\nb\n")),
      ("deps", .sequence([.string("x"), .mapping([("p.yaml", .sequence([.string("k")]))])])),
    ])
    let text = try edited(Self.pipeline, .insert("score", stage, in: [.key("stages")]))
    let added =
      "    # more later\n\n  score:\n    cmd: |\n      a\n      b\n    deps:\n    - x\n    - p.yaml:\n      - k\n"
    #expect(text == Self.pipeline.replacing("    # more later\n", with: added))
    let before = try edited(
      Self.pipeline, .insert("wdir", .string("sub"), in: [.key("stages"), .key("prepare")], before: "deps"))
    #expect(
      before
        == Self.pipeline.replacing(
          "    deps:\n    - prepare", with: "    wdir: sub\n    deps:\n    - prepare"))
  }

  @Test("items are added in block and in flow style")
  func append() throws {
    let text = try edited(
      Self.pipeline, .append(.string("more.csv"), to: [.key("stages"), .key("prepare"), .key("deps")]),
      .append(.string("a, b"), to: [.key("stages"), .key("prepare"), .key("outs")]))
    #expect(
      text
        == Self.pipeline.replacing("raw.csv\n", with: "raw.csv\n    - more.csv\n")
        .replacing("'data/y.csv']", with: "'data/y.csv', 'a, b']"))
    #expect(
      try edited("a: [\n  x, # one\n  y  # two\n]\n", .append(.string("z"), to: [.key("a")]))
        == "a: [\n  x, # one\n  y,  # two\n  z\n]\n")
    #expect(
      try edited("a: [\n  x,\n  y,\n]\n", .append(.string("z"), to: [.key("a")]))
        == "a: [\n  x,\n  y,\n  z,\n]\n")
    #expect(try edited("a: []  # none\n", .append(.string("z"), to: [.key("a")])) == "a:  # none\n  - z\n")
    #expect(
      try edited("a: {b: [\t1,\t2 ]}\n", .append(.int(3), to: [.key("a"), .key("b")]))
        == "a: {b: [\t1,\t2, 3 ]}\n")
  }

  @Test("an entry goes with its comment, and nothing else does")
  func remove() throws {
    #expect(
      try edited(Self.pipeline, .remove([.key("stages"), .key("prepare")]))
        == Self.pipeline.replacing(
          Self.pipeline.split(separator: "\n", omittingEmptySubsequences: false)[4...12].joined(
            separator: "\n") + "\n",
          with: ""))
    #expect(
      try edited(Self.pipeline, .remove([.key("stages"), .key("prepare"), .key("deps"), .item(1)]))
        == Self.pipeline.replacing("    # raw\n    - data/raw.csv\n", with: ""))
    #expect(
      try edited(Self.pipeline, .remove([.key("stages"), .key("prepare"), .key("outs"), .item(0)]))
        == Self.pipeline.replacing("data/x.csv, 'data", with: "'data"))
    #expect(
      try edited(Self.pipeline, .remove([.key("stages"), .key("train"), .key("deps"), .item(0)]))
        == Self.pipeline.replacing("deps:\n    - data/x.csv\n    frozen", with: "deps: []\n    frozen"))
    #expect(
      try edited("a:\n- b: 1\n  # about c\n  c: 2\n", .remove([.key("a"), .item(0), .key("b")]))
        == "a:\n- # about c\n  c: 2\n")
    #expect(try edited("a: 1\nb: 2", .remove([.key("b")])) == "a: 1")
    #expect(try edited("# head\na: 1\nb: 2\n", .remove([.key("a")])) == "# head\nb: 2\n")
    #expect(try edited("{a: 1}\n", .remove([.key("a")])) == "{}\n")
    #expect(
      try edited("a: [\n  x,  # one\n  y   # two\n]\n", .remove([.key("a"), .item(1)]))
        == "a: [\n  x  # one\n]\n")
  }

  @Test("a key is renamed in its quotes")
  func rename() throws {
    #expect(
      try edited(
        "'a': 1 # x\nb: {\"c\": 2}\n", .rename([.key("a")], to: "d"),
        .rename([.key("b"), .key("c")], to: "e"))
        == "'d': 1 # x\nb: {\"e\": 2}\n")
    #expect(
      refusal("a: 1\nb: 2\n", .rename([.key("a")], to: "b")) == "2:1: key 'b' appears twice in one mapping")
  }

  @Test("an empty document gets its first key")
  func empty() throws {
    let change = YAMLChange.set([.key("stages")], .mapping([("a", .mapping([("cmd", .string("x"))]))]))
    let added = "stages:\n  a:\n    cmd: x\n"
    #expect(try edited("", change) == added)
    #expect(try edited("# only this", change) == "# only this\n" + added)
    #expect(try edited("---\n# only this\n", change) == "---\n# only this\n" + added)
    #expect(try edited("{}\n", change) == added)
    #expect(
      try edited("stages:\n", .set([.key("stages"), .key("a")], .mapping([("cmd", .string("x"))]))) == added)
    #expect(
      try edited("stages: {} # none\n", .insert("a", .mapping([("cmd", .string("x"))]), in: [.key("stages")]))
        == "stages: # none\n  a:\n    cmd: x\n")
  }

  @Test("line ends stay what they are, and the last line as it was")
  func lineEnds() throws {
    #expect(
      try edited("a:\r\n  b: 1\r\n", .set([.key("a"), .key("c")], .sequence([.int(1)])))
        == "a:\r\n  b: 1\r\n  c:\r\n    - 1\r\n")
    #expect(try edited("a: 1", .set([.key("b")], .int(2))) == "a: 1\nb: 2")
    #expect(try edited("\u{FEFF}é: 1\nb: ü\n", .set([.key("b")], .string("ö"))) == "\u{FEFF}é: 1\nb: ö\n")
    #expect(try edited("a: |\n  x\n\n  y\n\nb: 1\n", .set([.key("a")], .int(1))) == "a: 1\n\nb: 1\n")
    #expect(try edited("a: |+\n  x\n\nb: 1\n", .set([.key("c")], .int(1))) == "a: |+\n  x\n\nb: 1\n\nc: 1\n")
    #expect(
      try edited("a: 'x\n\n  y'  # z\nb: 1\n", .set([.key("a")], .string("one\ntwo")))
        == "a: |-  # z\n  one\n  two\nb: 1\n")
  }

  @Test("what an alias or a merge brings is refused, and so is what others refer to")
  func aliases() {
    let text = "a: &x {b: 1}\nc: *x\nd:\n  <<: *x\n  e: 2\n"
    let elsewhere = "what is to be changed here comes from elsewhere, by an alias or a merge"
    #expect(refusal(text, .set([.key("c"), .key("b")], .int(2))) == "2:4: \(elsewhere)")
    #expect(refusal(text, .remove([.key("d"), .key("b")])) == "4:3: \(elsewhere)")
    #expect(
      refusal(text, .remove([.key("a")]))
        == "1:1: this cannot be changed in place without changing something else")
    #expect(
      refusal(text, .set([.key("a"), .key("b")], .int(2)))
        == "1:8: this cannot be changed in place without changing something else")
    #expect(refusal(text, .set([.key("c")], .int(2))) == nil)
    #expect(refusal(text, .remove([.key("f")])) == "1:1: there is no 'f' here")
  }
}
