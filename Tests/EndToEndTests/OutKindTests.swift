import TestSupport
import Testing

/// What an out, a dep or a param may be, and what of it is no change.
@Suite struct OutKindTests {
  @Test func `an out that is a link stays one, wherever it leads, and comes back as one`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo 1 > f; ln -s f l; ln -s nowhere n; echo 1 > x; chmod +x x\n"
          + "    outs: [f, l, n, x]\n")
      try space.repro()
      func look() throws -> String {
        try space.shell("readlink l n; [ -x x ] && echo runs; [ -x f ] || echo is read").output
      }
      let expected = "f\nnowhere\nruns\nis read\n"
      #expect(try look() == expected)
      try space.shell("rm f l n x")
      #expect(try space.repro().hasPrefix("restore    a  out 'f' missing, in cache, "))
      #expect(try look() == expected)
      try space.shell("chmod +x f")
      #expect(try space.status().hasPrefix("restore    a  out 'f' changed, in cache\n"))
    }
  }

  @Test func `what is said of an out, and whether it is a metric, changes nothing`() throws {
    try Workspace.with { space in
      let plain = "stages:\n  a:\n    cmd: echo '{}' > m.json; echo > o\n    outs: [o, m.json]\n"
      try space.project(plain)
      try space.repro()
      let said = "{desc: one, type: model, labels: [a], meta: {x: 1}, push: false, remote: r}"
      for outs in [
        "outs: [o: \(said), m.json: {}]", "outs: [o]\n    metrics: [m.json]",
        "plots: [m.json]\n    outs: [o]",
      ] {
        try space.write("pipeline.yaml", plain.replacing("outs: [o, m.json]", with: outs))
        #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n", "\(outs)")
      }
    }
  }

  @Test func `a source folder is its files by their names: empty folders and stamps are no part of it`()
    throws
  {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: ls d > a, deps: [d], outs: [a]}}\n", ["d/s/x": "x", "d/y": "y"])
      try space.repro()
      try space.shell("mkdir -p d/empty/below; touch -d 2001-01-01 d/y d/s")
      #expect(try space.status().hasPrefix("unchanged  a\n"))
      for change in ["mv d/y d/z", "echo > d/empty/new", "rm -r d/s"] {
        try space.shell(change)
        #expect(try space.status().hasPrefix("run        a  'd' changed\n"), "\(change)")
        try space.repro()
      }
    }
  }

  @Test func `a stage with outs and nothing else runs once`() throws {
    try Workspace.with { space in
      try space.project("stages: {a: {cmd: echo ran >> count; echo > a, outs: [a]}}\n")
      for _ in 1...3 { try space.repro() }
      #expect(try space.count("ran", in: "count") == 1)
    }
  }

  @Test func `values that are false, empty or nothing are params like any other`() throws {
    try Workspace.with { space in
      let values = ["zero": "0", "no": "false", "text": "''", "nothing": "null", "list": "[]", "map": "{}"]
      let keys = values.keys.sorted()
      func params(_ changed: String? = nil) -> String {
        keys.map { "\($0): \($0 == changed ? "9" : values[$0] ?? "")\n" }.joined()
      }
      try space.project(
        "stages: {a: {cmd: echo > a, params: [\(keys.joined(separator: ", "))], outs: [a]}}\n",
        ["params.yaml": params()])
      try space.repro()
      #expect(try space.status().hasPrefix("unchanged  a\n"))
      for key in keys {
        try space.write("params.yaml", params(key))
        #expect(
          try space.status().hasPrefix("run        a  param '\(key)' \(values[key] ?? "") → 9\n"), "\(key)")
      }
    }
  }

  @Test func `files that are declared at the top are reported, and no stage needs them`() throws {
    try Workspace.with { space in
      try space.project(
        "metrics: [m, '${name}.json']\nparams: [more.yaml]\nplots: [p.csv]\nstages: {a: {cmd: echo > a, outs: [a]}}\n",
        [
          "params.yaml": "name: n\n", "m/x.json": "1\n", "n.json": "2\n", "more.yaml": "k: 3\n",
          "p.csv": "a\n1\n",
        ])
      try space.repro()
      #expect(try space.lockstep("metrics", "show", "--csv").output.contains("m/x.json,,1"))
      #expect(try space.lockstep("params", "show", "--csv").output.contains("more.yaml,k,3"))
      for file in ["m/x.json", "n.json", "more.yaml"] { try space.write(file, "{}\n") }
      #expect(try space.status().hasPrefix("unchanged  a\n"))
      #expect(try space.lockstep("dag").output == "a\n")
    }
  }
}
