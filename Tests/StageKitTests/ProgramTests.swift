import Diagnostics
import Learning
import Platform
import StageKit
import TestSupport
import Testing

/// A program that reads a section and one file, and writes another.
struct Sample: StageProgram {
  static let spec = ProgramSpec(
    name: "sample", summary: "Copies a file.",
    options: [.required("input", "the file to copy"), .optional("output", "the copy")])

  static func run(_ invocation: Invocation) throws {
    enum Colour: String, CaseIterable { case red, green }
    var section = try invocation.section()
    _ = try section.integer("count", in: 1...9)
    _ = try section.number("share", default: 0.5, in: 0...1)
    let _: Colour = try section.word("colour", default: .red)
    _ = try section.bool("loud", default: false)
    _ = try section.names("columns")
    _ = try section.month("first", default: Month(year: 2020, month: 1))
    if var inner = try section.section("inner") {
      _ = try inner.fraction("fraction")
      try inner.finish()
    }
    try section.finish()
    let bytes = try invocation.file("input").read()
    try invocation.file(ifGiven: "output")?.replace(with: bytes)
  }
}

@Suite struct ProgramTests {
  /// What the program says with `params` as its params file.
  func errors(_ params: String, _ arguments: [String] = ["--input", "params.yaml"]) throws -> String {
    try Workspace.with { space in
      try space.write("params.yaml", params)
      let result = Sample.run(arguments, in: space.root)
      #expect(result.status == (result.errors.isEmpty ? 0 : 2))
      #expect(result.output.isEmpty)
      return result.errors
    }
  }

  @Test func `a program copies`() throws {
    try Workspace.with { space in
      try space.write("other.yaml", "mine: {count: 3}\n")
      let result = Sample.run(
        ["--input=other.yaml", "--output", "new/copy", "--params", "other.yaml", "--section", "mine"],
        in: space.root)
      #expect(result.errors.isEmpty)
      #expect(try space.read("new/copy") == "mine: {count: 3}\n")
    }
  }

  @Test(arguments: [
    (["--inputt", "x"], "error: unknown option '--inputt' (did you mean '--input'?)\n"),
    (["x"], "error: unexpected argument 'x' (run 'sample --help')\n"),
    ([], "error: option '--input' is missing (the file to copy)\n"),
    (["--input"], "error: option '--input' needs a value\n"),
    (["--input="], "error: option '--input' needs a value\n"),
    (["--input", "a", "--input", "b"], "error: option '--input' is given twice\n"),
    (
      ["--input", "a", "--threads", "many"],
      "error: option '--threads' needs a number from 0 to 1024, not 'many'\n"
    ),
    (["--input", "gone"], "error: 'gone': cannot read it: No such file or directory\n"),
    (
      ["--input", "a", "--params", "gone.yaml"],
      "error: 'gone.yaml': cannot read it: No such file or directory\n"
    ),
    (
      ["--input", "a", "--section", "sampel"],
      "error: 'params.yaml': there is no section 'sampel' (did you mean 'sample'?)\n"
    ),
  ])
  func `bad arguments are one line`(arguments: [String], line: String) throws {
    #expect(try errors("sample: {count: 1}\n", arguments) == line)
  }

  @Test(arguments: [
    ("sample: {}\n", "params.yaml:1:1: error: 'sample' lacks 'count' (it must be an integer from 1 to 9)\n"),
    (
      "sample:\n  count: 12\n",
      "params.yaml:2:10: error: 'sample.count' must be an integer from 1 to 9, not '12'\n"
    ),
    (
      "sample:\n  count: 1.0\n",
      "params.yaml:2:10: error: 'sample.count' must be an integer from 1 to 9, not '1.0'\n"
    ),
    (
      "sample:\n  count: 1\n  share: .nan\n",
      "params.yaml:3:10: error: 'sample.share' must be a number from 0.0 to 1.0, not '.nan'\n"
    ),
    (
      "sample:\n  count: 1\n  colour: blue\n",
      "params.yaml:3:11: error: 'sample.colour' must be one of red, green, not 'blue'\n"
    ),
    (
      "sample:\n  count: 1\n  colors: red\n",
      "params.yaml:3:3: error: 'sample' has no param 'colors' (did you mean 'colour'?)\n"
    ),
    (
      "sample:\n  count: 1\n  columns: a\n",
      "params.yaml:3:12: error: 'sample.columns' must be a list of names, not 'a'\n"
    ),
    (
      "sample:\n  count: 1\n  first: 2020-01-30\n",
      "params.yaml:3:10: error: 'sample.first' must be the last day of a month as YYYY-MM-DD, not '2020-01-30'\n"
    ),
    (
      "sample:\n  count: 1\n  inner: {fraction: 0}\n",
      "params.yaml:3:21: error: 'sample.inner.fraction' must be a number above 0 and at most 1, not '0'\n"
    ),
    (
      "sample:\n  count: 1\n  inner: 3\n",
      "params.yaml:3:10: error: 'sample.inner' must be a mapping, not an integer\n"
    ),
    ("- 1\n", "params.yaml:1:1: error: a params file is a mapping of sections, not a list\n"),
    ("", "error: 'params.yaml': there is no section 'sample'\n"),
  ])
  func `bad params are one line with their place`(params: String, line: String) throws {
    #expect(try errors(params) == line)
  }

  @Test func `help needs no files`() throws {
    try Workspace.with { space in
      let result = Sample.run(["--help"], in: space.root)
      #expect(result.status == 0)
      #expect(
        result.output == """
          usage: sample [--option value]…

          Copies a file.

            --input    the file to copy (required)
            --output   the copy
            --params   the params file (default params.yaml)
            --section  the section of the params file (default the program's name)
            --threads  how many threads to use (default 0: one per processor); changes no result

          exit status: 0 done, 2 a bad argument, param or input file

          """)
    }
  }
}
