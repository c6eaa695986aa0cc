import TestSupport
import Testing

/// What `.lockstep/config.yaml` sets.
@Suite struct ConfigurationTests {
  /// A stage that counts how many of its kind are under way, and fails where it is not alone.
  private static let pipeline = """
    stages:
      each:
        foreach: [a, b, c, d]
        do:
          cmd: mkdir busy; sleep 0.02; rmdir busy
          resources: {RESOURCE: AMOUNT}

    """

  private func pipeline(_ resource: String, _ amount: String) -> String {
    Self.pipeline.replacing("RESOURCE", with: resource).replacing("AMOUNT", with: amount)
  }

  @Test(arguments: [
    ("cpus", "2", "3"), ("memory", "6GiB", "10GB"), ("gpus", "1", "1"), ("database", "1", "1"),
  ])
  func `no more runs at once than the resources allow`(_ name: String, _ taken: String, _ there: String)
    throws
  {
    try Workspace.with { space in
      try space.project(pipeline(name, taken))
      try space.write(".lockstep/config.yaml", "version: 1\nresources: {\(name): \(there)}\n")
      #expect(try space.repro("-j4").hasSuffix("4 stages: 4 ran\n"))
      // This machine may have more of it, or less.
      try space.write(
        ".lockstep/config.local.yaml", "resources: {\(name): \(name == "memory" ? "1TB" : "100")}\n")
      let run = try space.lockstep("repro", "-j4", "-k")
      #expect(run.output.contains("failed"), "two at once: \(run.output)")
    }
  }

  @Test func `what makes no sense is refused`() throws {
    try Workspace.with { space in
      try space.project("stages: {}\n")
      for (text, message) in [
        ("resources: {cpus: many}", "1:19: error: 'resources.cpus' must be a whole number"),
        (
          "resources: {memory: 1XB}",
          "1:21: error: 'resources.memory' must be an amount of memory, such as 16GiB"
        ),
        ("resources: [1]", "1:12: error: 'resources' must be a mapping of names to amounts"),
        ("resources: {gpus: -1}", "1:19: error: 'resources.gpus' must be a whole number"),
        ("parsing: {bool: store}", "1:17: error: 'parsing.bool' must be store_true or boolean_optional"),
        ("parsing: {lists: append}", "1:11: error: unknown key 'lists'"),
        ("resource: {}", "1:1: error: unknown key 'resource'"),
      ] {
        try space.write(".lockstep/config.yaml", "\(text)\n")
        let run = try space.lockstep("repro")
        #expect(run.errors.hasPrefix(".lockstep/config.yaml:\(message)\n"), "\(run.errors)")
        #expect(run.status == 3)
      }
      try space.write(".lockstep/config.yaml", "version: 1\n")
      try space.write(".lockstep/config.local.yaml", "parsing: {bool: store_true}\n")
      #expect(
        try space.lockstep("repro").errors.hasPrefix(
          ".lockstep/config.local.yaml:1:1: error: 'parsing' decides what commands are, so that it must be the same everywhere\n"
        ))
    }
  }

  @Test func `parsing says how mappings in commands become options`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: echo ${o} > a.txt\n    outs: [a.txt]\n",
        ["params.yaml": "o: {on: true, off: false, tags: [x, 'y z'], deep: {no: false}}\n"])
      try space.repro()
      #expect(try space.read("a.txt") == "--on --tags x y z\n")
      try space.write(
        ".lockstep/config.yaml", "version: 1\nparsing: {bool: boolean_optional, list: append}\n")
      #expect(try space.repro().contains("run        a  cmd changed\n"))
      #expect(try space.read("a.txt") == "--on --no-off --tags x --tags y z --deep.no-no\n")
      try space.write(".lockstep/config.yaml", "version: 1\nparsing: {bool: store_true, list: nargs}\n")
      #expect(try space.repro().contains("the result is in the cache\n"))
    }
  }

  @Test func `a variable that the members of a group cannot name is worth a warning`() throws {
    try Workspace.with { space in
      try space.project(
        """
        vars: [{item: 1, key: 2}]
        stages:
          a:
            foreach: [x]
            do: {cmd: 'echo ${item}'}
          b:
            foreach: {x: 1}
            do: {cmd: 'echo ${item} ${key}'}

        """)
      let run = try space.lockstep("repro", "-j1")
      #expect(run.status == 0 && run.output.contains("\nx\n") && run.output.contains("\n1 x\n"))
      #expect(
        run.errors.hasPrefix(
          """
          pipeline.yaml:1:9: warning: the members of group 'a' cannot name this 'item': to them 'item' is their own
              1 | vars: [{item: 1, key: 2}]
                |         ^~~~
          hint: choose another name

          """), "\(run.errors)")
      #expect(run.errors.split(separator: "\n").count { $0.contains("warning:") } == 3)
      #expect(try space.lockstep("status").errors.contains("warning: the members of group 'b'"))
    }
  }
}
