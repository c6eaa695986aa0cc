import Diagnostics
import Testing

@testable import Arguments

let spec = CommandSpec(
  name: "tool bake", summary: "bake what is named",
  discussion: """
    The first paragraph is long enough that it has to be wrapped somewhere before its last word, as help is 80 wide.
    It goes on.

        kept as it is

    The last.
    """,
  positionals: [
    PositionalSpec("OVEN", help: "where to bake"),
    PositionalSpec("DISH", .any, help: "what to bake (default: everything)"),
  ],
  options: [
    OptionSpec("force", short: "f", help: "bake what is baked already"),
    OptionSpec("verbose", short: "v", isRepeated: true, help: "say more"),
    OptionSpec(
      "jobs", short: "j", value: .integer("N", 1...64), default: "1", help: "how many ovens to heat"),
    OptionSpec("shift", value: .integer("N", .min ... .max), help: "move it"),
    OptionSpec("set", short: "s", value: .text("KEY=VALUE"), isRepeated: true, help: "set an ingredient"),
    OptionSpec("crust", value: .choice("KIND", ["thin", "thick"]), default: "thin", help: "how it ends"),
    OptionSpec(
      "a-name-longer-than-the-column",
      help: "stands on a line of its own, and its text goes below it, wrapped"),
  ],
  exits: [.init(0, "baked"), .init(2, "usage")],
  examples: [.init("tool bake -j 4 hot cake", "Bakes the cake in four ovens.")])

let globals = [
  OptionSpec("directory", short: "C", value: .text("DIR"), help: "work in DIR"),
  OptionSpec("help", short: "h", help: "show this help"),
]

func parse(_ arguments: String...) throws(ArgumentError) -> ParsedArguments {
  try ArgumentParser.parse(arguments, spec: spec, globals: globals)
}

/// A command line, and what is said to it.
func said(to line: [String]) -> String {
  do {
    _ = try ArgumentParser.parse(line, spec: spec, globals: globals)
    return "\(line) is fine\n"
  } catch {
    return "\(line)\n" + DiagnosticRenderer().text(error.diagnostic(for: spec))
  }
}

@Suite("Argument parser")
struct ArgumentParserTests {
  @Test("options in every form")
  func forms() throws {
    for line in [
      ["--jobs", "4"], ["--jobs=4"], ["-j4"], ["-j", "4"], ["-j=4"], ["-fvj4"], ["-fvj", "4"],
      ["-j1", "-j4"],
    ] {
      #expect(try ArgumentParser.parse(line + ["o"], spec: spec).int("jobs") == 4)
    }
    let parsed = try parse("-fvv", "o", "--set", "a=b", "x", "-sc=d", "--set=", "y", "-C", "dir")
    #expect(parsed.has("force"))
    #expect(parsed.count("verbose") == 2)
    #expect(parsed.all("set") == ["a=b", "c=d", ""])
    #expect(parsed.text("OVEN") == "o")
    #expect(parsed.all("DISH") == ["x", "y"])
    #expect(parsed.text("directory") == "dir")
    #expect(parsed.int("jobs") == nil)
    #expect(!parsed.has("help"))
  }

  @Test("after -- all is taken by position, and - is an argument")
  func separators() throws {
    let parsed = try parse("-", "--", "-f", "--", "--jobs")
    #expect(parsed.text("OVEN") == "-")
    #expect(parsed.all("DISH") == ["-f", "--", "--jobs"])
    #expect(!parsed.has("force"))
  }

  @Test("values: empty, negative, with dashes only when joined")
  func values() throws {
    #expect(try parse("o", "--shift", "-3").int("shift") == -3)
    #expect(try parse("o", "--set=-x").text("set") == "-x")
    #expect(try parse("o", "--set=--").text("set") == "--")
    #expect(throws: ArgumentError.missingValue(option: "--set", valueName: "KEY=VALUE")) {
      try parse("o", "--set", "-f")
    }
  }

  @Test("options before the verb are read apart and count before those behind it")
  func prefix() throws {
    let (before, rest) = try ArgumentParser.parsePrefix(
      ["-C", "a", "bake", "-C", "b", "o"], globals: globals)
    #expect(Array(rest) == ["bake", "-C", "b", "o"])
    let after = try ArgumentParser.parse(rest.dropFirst(), spec: spec, globals: globals)
    #expect(after.following(before).text("directory") == "b")
    #expect(after.following(before).all("directory") == ["a", "b"])
    let (_, none) = try ArgumentParser.parsePrefix([], globals: globals)
    #expect(none.isEmpty)
    #expect(throws: ArgumentError.self) { try ArgumentParser.parsePrefix(["-x", "bake"], globals: globals) }
  }

  @Test("what is wrong, whole texts")
  func errors() {
    let lines: [[String]] = [
      ["o", "--frce"], ["o", "--frobnicate"], ["o", "-x"], ["o", "-force"], ["o", "-fx"], ["o", "--jobs"],
      ["o", "-j"],
      ["o", "--jobs=x"], ["o", "-j0"], ["o", "--jobs=99999999999999999999"], ["o", "--shift=1.5"],
      ["o", "--force=yes"],
      ["o", "-f=yes"], ["o", "--crust", "thik"], ["o", "--crust="], [], ["o", "--=3"], ["o", "--set", "--"],
      ["o", "-é"],
    ]
    let said = lines.map(said(to:)).joined()
    #expect(
      said == """
        ["o", "--frce"]
        error: unknown option '--frce'
        hint: did you mean '--force'?
        ["o", "--frobnicate"]
        error: unknown option '--frobnicate'
        hint: 'tool bake --help' lists the options
        ["o", "-x"]
        error: unknown option '-x'
        hint: 'tool bake --help' lists the options
        ["o", "-force"]
        error: unknown option '-force'
        hint: did you mean '--force'?
        ["o", "-fx"]
        error: unknown option '-x'
        hint: 'tool bake --help' lists the options
        ["o", "--jobs"]
        error: option '--jobs' needs a value: --jobs N
        ["o", "-j"]
        error: option '-j' needs a value: -j N
        ["o", "--jobs=x"]
        error: option '--jobs' takes an integer from 1 to 64, found 'x'
        ["o", "-j0"]
        error: option '-j' takes an integer from 1 to 64, found '0'
        ["o", "--jobs=99999999999999999999"]
        error: option '--jobs' takes an integer from 1 to 64, found '99999999999999999999'
        ["o", "--shift=1.5"]
        error: option '--shift' takes an integer, found '1.5'
        ["o", "--force=yes"]
        error: option '--force' takes no value, found 'yes'
        ["o", "-f=yes"]
        error: option '-f' takes no value, found 'yes'
        ["o", "--crust", "thik"]
        error: option '--crust' takes one of 'thin', 'thick', found 'thik'
        hint: did you mean 'thin'?
        ["o", "--crust="]
        error: option '--crust' takes one of 'thin', 'thick', found ''
        []
        error: argument OVEN is missing
        hint: usage: tool bake [options] OVEN [DISH...]
        ["o", "--=3"]
        error: unknown option '--'
        hint: 'tool bake --help' lists the options
        ["o", "--set", "--"]
        error: option '--set' needs a value: --set KEY=VALUE
        ["o", "-é"]
        error: unknown option '-é'
        hint: 'tool bake --help' lists the options

        """)
  }

  @Test("one argument too many")
  func tooMany() {
    let one = CommandSpec(
      name: "tool eat", summary: "eat", positionals: [PositionalSpec("DISH", .optional, help: "what")])
    #expect(throws: ArgumentError.unexpectedArgument("b")) {
      try ArgumentParser.parse(["a", "b"], spec: one)
    }
    #expect(
      DiagnosticRenderer().text(ArgumentError.unexpectedArgument("b").diagnostic(for: one))
        == "error: unexpected argument 'b'\nhint: usage: tool eat [DISH]\n")
    let some = CommandSpec(
      name: "tool eat", summary: "eat", positionals: [PositionalSpec("DISH", .some, help: "what")])
    #expect(throws: ArgumentError.missingArgument("DISH")) { try ArgumentParser.parse([], spec: some) }
  }

  @Test("any arguments are read or refused")
  func anything() {
    let pieces = [
      "-", "--", "-f", "-j", "-j4", "--jobs", "--jobs=4", "=", "", "-=", "--=", "-jx", "é", "-vvf",
      "--set=a=b",
    ]
    var state: UInt64 = 7
    func next() -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33)
    }
    var accepted = 0
    for _ in 0..<20_000 {
      let line = (0..<(next() % 6)).map { _ in pieces[next() % pieces.count] }
      if (try? ArgumentParser.parse(line, spec: spec, globals: globals)) != nil { accepted += 1 }
    }
    #expect(accepted > 1000)
  }
}
