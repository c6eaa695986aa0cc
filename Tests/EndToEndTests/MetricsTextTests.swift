import TestSupport
import Testing

/// How values of metrics stand in tables, so that what differs looks different.
@Suite struct MetricsTextTests {
  private func withFile(_ old: String, _ new: String, _ body: (Workspace) throws -> Void) throws {
    try Workspace.with { space in
      try space.git("init", "-q", "-b", "main")
      try space.project("metrics: [m.yaml]\n", ["m.yaml": old])
      try space.git("add", "-A")
      try space.git("commit", "-q", "-m", "x")
      try space.write("m.yaml", new)
      try body(space)
    }
  }

  @Test func `text that would pass for a number, a null or nothing stands in quotes, in CSV too`() throws {
    let old = #"{"a": "nan", "b": "null", "c": "1", "d": "-", "e": "", "f": "[1]", "g": "plain"}"#
    try withFile(old, #"{"a": .nan, "b": null, "c": 1, "f": [1], "g": "text"}"#) { space in
      let told = try space.lockstep("metrics", "diff", "--no-path").output
      #expect(
        told == """
          Metric  HEAD    workspace  Change  %  Verdict
          d       "-"     -          -       -  gone
          e       ""      -          -       -  gone
          a       "nan"   nan        -       -  changed
          b       "null"  null       -       -  changed
          c       "1"     1          -       -  changed
          f       "[1]"   [1]        -       -  changed
          g       plain   text       -       -  changed

          """)
      #expect(
        try space.lockstep("metrics", "diff", "--no-path", "--csv").output == #"""
          metric,old,new,change,percent,verdict
          d,"""-""",,,,gone
          e,"""""",,,,gone
          a,"""nan""",nan,,,changed
          b,"""null""",null,,,changed
          c,"""1""",1,,,changed
          f,"""[1]""",[1],,,changed
          g,plain,text,,,changed

          """#)
    }
  }

  @Test func `numbers have as many digits as it takes to tell them apart, and no point that was not there`()
    throws
  {
    let old =
      "{big: 12345678.9, pi: 3.14159265358979, whole: 5.0, exp: 1e5, x: 123456.7, l: [1, .nan, 0.123456789]}"
    let new = "{big: 12345678.8, pi: 3.14159265358978, whole: 6.0, exp: 2e5, x: 200000.7, l: [1, .nan, 0.5]}"
    try withFile(old, new) { space in
      let told = try space.lockstep("metrics", "diff", "--no-path").output
      #expect(
        told == """
          Metric               HEAD         workspace  Change           %
          big            12345678.9        12345678.8    -0.1    -8.1e-7%
          exp                100000            200000  100000       +100%
          l       [1, nan, 0.12346]     [1, nan, 0.5]       -           -
          pi       3.14159265358979  3.14159265358978  -1e-14  -3.18e-13%
          whole                 5.0               6.0       1        +20%
          x                  123457            200001   76544        +62%

          """)
      #expect(
        try space.lockstep("metrics", "show", "--precision", "2").output == """
          Path         big     exp  l               pi  whole       x
          m.yaml  12345679  200000  [1, nan, 0.5]  3.1    6.0  200001

          """)
      #expect(try space.lockstep("metrics", "show", "--csv").output.contains("m.yaml,big,12345678.8\n"))
    }
  }

  @Test func `of long lists the part is shown that differs`() throws {
    let numbers = (1...40).map(String.init)
    let other = numbers.map { $0 == "30" ? "30.5" : $0 }
    try withFile("l: [\(numbers.joined(separator: ", "))]\n", "l: [\(other.joined(separator: ", "))]\n") {
      space in
      let told = try space.lockstep("metrics", "diff", "--no-path").output
      #expect(told.contains("[…, 29, 30, 31, 32, ") && told.contains("[…, 29, 30.5, 31, 32, "))
    }
  }

  @Test func `of a long text a part is shown, programs get all of it`() throws {
    let text = String(repeating: "é", count: 3_000)
    try withFile("t: \(text)\n", "t: \(text)x\n") { space in
      #expect(try space.lockstep("metrics", "show").output.contains("\(text.prefix(999))…\n"))
      #expect(try space.lockstep("metrics", "show", "--csv").output.contains(",\(text)x\n"))
      let told = try space.lockstep("metrics", "diff").output
      #expect(told.contains("…\(text.prefix(20))  …\(text.prefix(20))x  "))
    }
  }

  @Test func `a file that is only null is told as null`() throws {
    try withFile("5\n", "~\n") { space in
      let told = try space.lockstep("metrics", "diff").output
      #expect(
        told == """
          Path    Metric  HEAD  workspace  Change  %
          m.yaml             5  null       -       -

          """)
      #expect(try space.lockstep("metrics", "show").output == "Path\nm.yaml  null\n")
      #expect(try space.lockstep("metrics", "show", "--csv").output == "path,metric,value\nm.yaml,,null\n")
    }
  }
}
