import TestSupport
import Testing

/// Every reason for which a stage runs, in the words of `status`, `repro --dry` and `explain` alike.
@Suite struct ReasonTests {
  private static let pipeline = """
    stages:
      a:
        cmd: cat in.txt > a.txt
        deps: [in.txt, tool.sh]
        params: [n, list]
        env: {MODE: fast}
        outs: [a.txt]

    """
  private static let params = "n: 1\nlist: [1, 2]\nother: 5\n"

  /// Runs the pipeline, makes a change, and expects what is said of the stage then.
  private func expect(
    _ reasons: String..., state: String = "run      ", after change: (Workspace) throws -> Void
  ) throws {
    try Workspace.with { space in
      try space.project(
        Self.pipeline, ["in.txt": "in\n", "tool.sh": "tool\n", "params.yaml": Self.params])
      try space.repro()
      try change(space)
      let isSame = reasons.isEmpty
      let line = "\(state)  a  \(reasons.joined(separator: ", "))\n"
      #expect(try space.status().hasPrefix(isSame ? "unchanged  a\n" : line))
      let dry = try space.lockstep("repro", "--dry").output
      #expect(dry.hasPrefix(isSame ? "up to date: 1 stage unchanged\n" : line))
      let explained = try space.lockstep("explain", "a").output
      let head = reasons.map { "  \($0)\n" }.joined()
      #expect(
        explained.hasPrefix(isSame ? "a: unchanged\nkey" : "a: \(state.split(separator: " ")[0])\n\(head)key")
      )
      let run = try space.repro()
      #expect(run.hasPrefix(isSame ? "unchanged  a\n" : line))
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
    }
  }

  private func expect(_ reason: String?, replacing old: String, with new: String) throws {
    func change(_ space: Workspace) throws {
      let text = Self.pipeline.replacing(old, with: new)
      #expect(text != Self.pipeline)
      try space.write("pipeline.yaml", text)
    }
    if let reason { try expect(reason, after: change) } else { try expect(after: change) }
  }

  @Test func `a param's value`() throws {
    try expect("param 'n' 1 → 6") { try $0.write("params.yaml", Self.params.replacing("n: 1", with: "n: 6")) }
  }
  @Test func `a param's type`() throws {
    try expect("param 'n' 1 → '1'") {
      try $0.write("params.yaml", Self.params.replacing("n: 1", with: "n: \"1\""))
    }
  }
  @Test func `equal numbers are no change where that is asked for`() throws {
    try Workspace.with { space in
      try space.project(
        Self.pipeline, ["in.txt": "in\n", "tool.sh": "tool\n", "params.yaml": Self.params])
      try space.repro()
      let lock = try space.read("pipeline.lock")
      try space.write("params.yaml", "n: 1.0\nlist: [1e0, 2]\nother: 5\n")
      #expect(try space.status().hasPrefix("run        a  param 'list'"))
      let same = "up to date: 1 stage unchanged\n"
      #expect(try space.lockstep("status", "--numeric").output == same)
      #expect(try space.lockstep("repro", "--dry", "--numeric").output == same)
      #expect(try space.repro("--numeric") == "unchanged  a\n1 stage: 1 unchanged\n")
      #expect(try space.read("pipeline.lock") == lock)
      // What runs for another reason has the values as they stand.
      try space.write("in.txt", "new\n")
      #expect(try space.repro("--numeric").hasPrefix("run        a  'in.txt' changed\n"))
      #expect(try space.read("pipeline.lock").contains("'n': 1.0\n"))
      #expect(try space.status() == "unchanged  a\nup to date: 1 stage unchanged\n")
      try space.write("params.yaml", "n: true\nlist: [1e0, 2]\nother: 5\n")
      #expect(
        try space.lockstep("status", "--numeric").output.hasPrefix("run        a  param 'n' 1.0 → true\n"))
    }
  }

  @Test func `a param's spelling`() throws {
    try expect("param 'n' 1 → 1.0") {
      try $0.write("params.yaml", Self.params.replacing("n: 1", with: "n: 1.0"))
    }
  }
  @Test func `a list`() throws {
    try expect("param 'list' [1, 2] → [1, 3]") {
      try $0.write("params.yaml", Self.params.replacing("2]", with: "3]"))
    }
  }
  @Test func `a param that no stage reads, a comment, an order`() throws {
    try expect { try $0.write("params.yaml", "other: 6 # more\nlist:\n- 1\n- 2\n\nn: 1\n") }
  }
  @Test func `a file's bytes`() throws {
    try expect("'in.txt' changed") { try $0.write("in.txt", "other\n") }
  }
  @Test func `a file touched, but of the same bytes`() throws {
    try expect { try $0.shell("touch -d '2001-01-01' in.txt") }
  }
  @Test func `a file that became executable`() throws {
    try expect("'tool.sh' became executable") { try $0.shell("chmod +x tool.sh") }
  }
  @Test func `a file that became a folder`() throws {
    try expect("'tool.sh' was a file, is a folder") {
      try $0.shell("rm tool.sh; mkdir tool.sh; echo x > tool.sh/x")
    }
  }
  @Test func `several at once`() throws {
    try expect("cmd changed", "'in.txt' changed", "param 'n' 1 → 2") { space in
      try space.write(
        "pipeline.yaml",
        Self.pipeline.replacing("cat in", with: "cat ./in"))
      try space.write("in.txt", "other\n")
      try space.write("params.yaml", Self.params.replacing("n: 1", with: "n: 2"))
    }
  }
  @Test func `the command`() throws {
    try expect("cmd changed", replacing: "cat in.txt", with: "cat ./in.txt")
  }
  @Test func `a space more in the command`() throws {
    try expect("cmd changed", replacing: "cat in.txt", with: "cat  in.txt")
  }
  @Test func `the order in which a stage lists what it has`() throws {
    try expect(nil, replacing: "[in.txt, tool.sh]", with: "[tool.sh, in.txt]")
    try expect(nil, replacing: "[n, list]", with: "[list, n]")
  }
  @Test func `a string that became a list`() throws {
    try expect("cmd changed", replacing: "cat in.txt > a.txt", with: "[cat in.txt > a.txt]")
  }
  @Test func `a dep removed`() throws {
    try expect("dep 'tool.sh' removed", replacing: ", tool.sh", with: "")
  }
  @Test func `a dep added`() throws {
    try expect("dep 'params.yaml' is new", replacing: "tool.sh]", with: "tool.sh, params.yaml]")
  }
  @Test func `a param removed`() throws { try expect("param 'list' removed", replacing: ", list", with: "") }
  @Test func `a param added`() throws {
    try expect("param 'other' is new: 5", replacing: "list]", with: "list, other]")
  }
  @Test func `an out removed and another added`() throws {
    try expect("cmd changed", "out 'b.txt' is new", "out 'a.txt' removed") { space in
      try space.write("pipeline.yaml", Self.pipeline.replacing("a.txt", with: "b.txt"))
    }
  }
  @Test func `the working folder`() throws {
    try expect("wdir '.' → 'sub'") { space in
      try space.write(
        "pipeline.yaml",
        Self.pipeline.replacing("outs: [a.txt]", with: "outs: [../a.txt]\n    wdir: sub").replacing(
          "[in.txt, tool.sh]", with: "[../in.txt, ../tool.sh]"
        ).replacing("[n, list]", with: "[../params.yaml: [n, list]]"))
      try space.write("sub/in.txt", "in\n")
      try space.shell("ln -s ../a.txt sub/a.txt")
    }
  }
  @Test func `a variable that the pipeline sets`() throws {
    try expect("env 'MODE' fast → slow", replacing: "fast", with: "slow")
  }
  @Test func `a variable more`() throws {
    try expect("env 'MORE' is new", replacing: "fast}", with: "fast, MORE: x}")
  }
  @Test func `what is said and noted of a stage`() throws {
    try expect(nil, replacing: "    env:", with: "    desc: copies\n    meta: {a: [1]}\n    env:")
  }
  @Test func `an out edited by hand`() throws {
    try expect("out 'a.txt' changed, in cache", state: "restore  ") { try $0.write("a.txt", "mine\n") }
  }
  @Test func `an out missing`() throws {
    try expect("out 'a.txt' missing, in cache", state: "restore  ") { try $0.delete("a.txt") }
  }
  @Test func `an out missing, and from the cache as well`() throws {
    try expect("out 'a.txt' missing, not in cache") {
      try $0.delete("a.txt")
      try $0.shell("rm -rf .lockstep/cache")
    }
  }
  @Test func `a stage under another name is new`() throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "in\n", "tool.sh": "tool\n", "params.yaml": Self.params])
      try space.repro()
      try space.write("pipeline.yaml", Self.pipeline.replacing("  a:", with: "  renamed:"))
      #expect(
        try space.repro() == """
          restore    renamed  never run, the result is in the cache
          restored   renamed  TIME
          1 stage: 1 restored

          """)
    }
  }
}
