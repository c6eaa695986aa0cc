import Testing

@testable import Documents

@Suite("Writers")
struct WriterTests {
  let value: JSONValue = [
    "b": 1, "a": [true, nil, 1.5, "x\"\\\n\u{1}é"], "empty": [:], "none": [], "n": .number("1.50"),
    "bad": .number("01"),
  ]

  @Test("compact and canonical JSON")
  func compact() {
    #expect(
      JSONWriter().text(value)
        == #"{"b":1,"a":[true,null,1.5,"x\"\\\n\u0001é"],"empty":{},"none":[],"n":1.50,"bad":"01"}"#)
    #expect(
      JSONWriter.canonical.text(value)
        == #"{"a":[true,null,1.5,"x\"\\\n\u0001é"],"b":1,"bad":"01","empty":{},"n":1.50,"none":[]}"#)
  }

  @Test("pretty JSON ends with a line feed")
  func pretty() {
    #expect(
      JSONWriter.pretty.text(value)
        == #"""
        {
          "b": 1,
          "a": [
            true,
            null,
            1.5,
            "x\"\\\n\u0001é"
          ],
          "empty": {},
          "none": [],
          "n": 1.50,
          "bad": "01"
        }

        """#)
  }

  @Test("numbers: the shortest text that reads back, and what JSON lacks")
  func numbers() {
    let all: JSONValue = [
      0.1, 1e300, 1e-7, .double(.leastNonzeroMagnitude), -0.0, 100000, .double(1e16), .double(.nan),
      .double(-.infinity),
    ]
    #expect(
      JSONWriter().text(all) == #"[0.1,1e+300,1e-07,5e-324,-0.0,100000,1e+16,"NaN","-Infinity"]"#)
    #expect(JSONWriter(nonFinite: .null).text([.double(.nan), .double(.infinity)]) == "[null,null]")
  }

  @Test("a node becomes the JSON that it means")
  func fromNode() throws {
    let root = try #require(
      try YAMLReader.read(Array("[0x1F, 1.50, .5, .nan, ~, yes, True, '1', {a: +7}]".utf8), file: "f").root)
    #expect(JSONWriter().text(JSONValue(root)) == #"[31,1.50,0.5,"NaN",null,"yes",true,"1",{"a":7}]"#)
  }

  @Test("YAML scalars are plain where that is safe")
  func scalars() {
    let plain = [
      "a", "a b", "data/x.csv", "-v", "--jobs", "a:b", "a#b", "it's", "$HOME", "é", "/", ".env", "1a",
    ]
    for text in plain { #expect(YAMLScalarText.string(text) == text) }
    let quoted = [
      "", " a", "a ", "1", "1.5", "true", "null", "~", "yes", "Off", "y", "2020-01-01", "1_000", "12:30",
      "a: b", "a:",
      "a #b", "- a", "-", "---", "#a", "[a", "{a", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a", "'a", "\"a",
      "<<", "=",
      "?", ":a", "=======", "0b1", "1e5", ".inf", "0x1",
    ]
    for text in quoted {
      let expected = "'" + text.replacing("'", with: "''") + "'"
      #expect(YAMLScalarText.string(text) == expected)
    }
    #expect(YAMLScalarText.string("a\tb\u{7}\"\\\u{2028}") == #""a\tb\x07\"\\\u2028""#)
    #expect(YAMLScalarText.string("a,b", in: .flow) == "'a,b'")
    #expect(YAMLScalarText.string("a:b", in: .flow) == "'a:b'")
  }

  @Test("YAML in block style")
  func block() {
    let node = Node.mapping([
      ("schema", .int(1)), ("empty", .sequence([])), ("none", .mapping([])), ("null", .null),
      (
        "stages",
        .mapping([
          (
            "a b: c",
            .mapping([
              ("cmd", .string("echo a\n\n  echo b\n")), ("raw", .string("x\ny")), ("keep", .string("x\n\n")),
              ("odd", .string(" x\ny")),
              (
                "deps",
                .sequence([
                  .mapping([("path", .string("a.csv")), ("size", .int(3))]),
                  .sequence([.int(1), .string("1")]),
                  .string("l1\nl2\n"),
                ])
              ),
            ])
          )
        ])
      ),
    ])
    #expect(
      YAMLWriter.text(node)
        == """
        schema: 1
        empty: []
        none: {}
        'null': null
        stages:
          'a b: c':
            cmd: |
              echo a

                echo b
            raw: |-
              x
              y
            keep: |+
              x

            odd: " x\\ny"
            deps:
              - path: a.csv
                size: 3
              - - 1
                - '1'
              - |
                l1
                l2

        """)
    #expect(
      YAMLWriter.flow(node)
        == "{schema: 1, empty: [], none: {}, 'null': null, stages: {'a b: c': {"
        + #"cmd: "echo a\n\n  echo b\n", raw: "x\ny", keep: "x\n\n", odd: " x\ny", "#
        + #"deps: [{path: a.csv, size: 3}, [1, '1'], "l1\nl2\n"]}}}"#)
  }
}
