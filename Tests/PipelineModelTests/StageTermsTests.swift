import Diagnostics
import Identity
import PipelineModel
import Testing

@Suite struct StageTermsTests {
  /// A stage `a` whose body is `lines`, indented as they are to stand.
  private func file(_ lines: String) -> String {
    "stages:\n  a:\n    cmd: x\n" + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
  }

  @Test func `reads how a stage is run`() throws {
    let stage = try pipeline(
      file(
        """
        shell: bash  -euo pipefail
        timeout: 10m
        kill_grace: 500ms
        retries: 3
        resources: {memory: 4GB, cpus: 2, gpus: 1, licence: 0}
        mutex: [gpu, db, gpu]
        after: [b, g@k, sub/pipeline.yaml:c]
        sandbox:
          read: [~/.cache, /usr/local]
        """), in: path("w")
    ).stages[0]
    #expect(stage.shell.words == ["bash", "-euo", "pipefail"])
    #expect(stage.timeout == .seconds(600))
    #expect(stage.killGrace == .milliseconds(500))
    #expect(stage.retries == 3)
    #expect(stage.resources.map(\.name) == ["cpus", "gpus", "licence", "memory"])
    #expect(stage.resources.map(\.amount) == [2, 1, 0, 4_000_000_000])
    #expect(stage.mutexes == ["db", "gpu"])
    #expect(stage.after.map { "\($0.folder) \($0.name)" } == ["w b", "w g@k", "w/sub c"])
    #expect(stage.sandbox?.isRequested == true)
    #expect(stage.sandbox?.readable.map(\.text) == ["~/.cache", "/usr/local"])
  }

  @Test func `what a stage does not say is as it always was`() throws {
    let stage = try pipeline(file("frozen: false")).stages[0]
    #expect(stage.shell == .standard)
    #expect(stage.timeout == nil && stage.killGrace == nil && stage.sandbox == nil)
    #expect(stage.retries == 0)
    #expect(stage.resources.isEmpty && stage.mutexes.isEmpty && stage.after.isEmpty)
    #expect(try pipeline(file("sandbox: false")).stages[0].sandbox == Sandbox(isRequested: false))
  }

  @Test(arguments: [
    ("90", 90_000), ("30s", 30_000), ("10m", 600_000), ("2h", 7_200_000), ("1d", 86_400_000),
    ("1.5", 1500), ("0.25s", 250), ("'1.5 h'", 5_400_000), ("1ms", 1),
  ])
  func `durations`(text: String, milliseconds: Int) throws {
    #expect(try pipeline(file("timeout: \(text)")).stages[0].timeout == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    ("1", 1), ("4GB", 4_000_000_000), ("4GiB", 4 << 30), ("1.5GB", 1_500_000_000), ("512MB", 512_000_000),
    ("10 kB", 10_000), ("'8'", 8), ("7B", 7), ("0.001KiB", 2),
  ])
  func `amounts of memory`(text: String, bytes: Int) throws {
    let stage = try pipeline(file("resources: {memory: \(text)}")).stages[0]
    #expect(stage.resources.map(\.amount) == [bytes])
  }

  @Test(arguments: ["10x", "-5", "s", "1.2345s", "1h30m", "99999999999999999999", "100000d", "''"])
  func `what is no duration is named`(text: String) {
    #expect(
      problems(file("timeout: \(text)")) == """
        4:14+\(text.count) '\(text == "''" ? "" : text)' is no duration for 'timeout'
          hint seconds, or a number with a unit: '500ms', '30s', '10m', '2h', '1d'
        """)
  }

  @Test func `a duration of nothing says what to write instead`() {
    #expect(
      problems(file("timeout: 0\nkill_grace: 0s")) == """
        4:14+1 'timeout' must be longer than nothing
          hint without 'timeout' a stage may take as long as it needs
        5:17+2 'kill_grace' must be longer than nothing
          hint '1ms' leaves its processes no time to speak of
        """)
  }

  @Test(arguments: [
    (
      "shell: ''",
      """
      4:12+2 '' is no shell
        hint the program, then its options, such as 'bash -euo pipefail'; '-c' and the command follow
      """
    ),
    ("shell: [bash]", "4:12+6 'shell' must be a string, found a list"),
    ("timeout: [1]", "4:14+3 'timeout' must be a duration, found a list"),
    ("timeout: true", "4:14+4 'timeout' must be a duration, found a boolean"),
    ("retries: -1", "4:14+2 'retries' must be from 0 to 1000, found -1"),
    ("retries: 1.0", "4:14+3 'retries' must be a whole number, found a number"),
    ("retries: 99999999999999999999", "4:14+20 'retries' must be from 0 to 1000, found 99999999999999999999"),
    ("resources: 2", "4:16+1 'resources' must be a mapping, found an integer"),
    (
      "resources: {memory: 4X}",
      """
      4:25+2 '4X' is no amount of memory
        hint bytes, or a number with a unit: '512MB', '4GB', '4GiB'
      """
    ),
    (
      "resources: {memory: 99999999TB}",
      "4:25+10 '99999999TB' is no amount of memory\n"
        + "  hint bytes, or a number with a unit: '512MB', '4GB', '4GiB'"
    ),
    ("resources: {cpus: -1}", "4:23+2 'cpus' of 'resources' must be from 0 to 1000000000, found -1"),
    ("resources: {cpus: two}", "4:23+3 'cpus' of 'resources' must be a whole number, found a string"),
    (
      "resources: {'a b': 1}",
      """
      4:17+5 'a b' is no name for a resource
        hint letters, digits, '-', '_' and '.'
      """
    ),
    ("mutex: 5", "4:12+1 'mutex' must be a string, found an integer\n  hint put it in quotes: '5'"),
    ("mutex: [a@b]", "4:13+3 'a@b' is no name for a mutex\n  hint letters, digits, '-', '_' and '.'"),
    (
      "after: ['']",
      """
      4:13+2 '' names no stage
        hint the name of a stage or group, 'group@key', or 'folder/pipeline.yaml:stage'
      """
    ),
    ("sandbox: 1", "4:14+1 'sandbox' must be true, false, or a mapping with 'read', found an integer"),
    ("sandbox: {reads: []}", "4:15+5 unknown key 'reads' in 'sandbox'\n  hint did you mean 'read'?"),
    (
      "sandbox: {read: [1]}",
      "4:22+1 an entry of 'read' must be a path, found an integer\n"
        + "  hint put it in quotes: '1'"
    ),
  ])
  func `what is wrong is named with its place`(lines: String, expected: String) {
    #expect(problems(file(lines)) == expected)
  }

  // MARK: Deps of other kinds

  @Test func `deps may be patterns and commands`() throws {
    let stage = try pipeline(
      file(
        """
        wdir: sub
        deps:
        - plain
        - glob: 'data/*.csv'
        - glob: ../lib/./**/*.py
        - cmd: git rev-parse HEAD
        """)
    ).stages[0]
    #expect(stage.dependencies.map(\.path.description) == ["sub/plain"])
    #expect(stage.globs.map(\.pattern) == ["sub/data/*.csv", "lib/**/*.py"])
    #expect(stage.commandDependencies.map(\.command) == ["git rev-parse HEAD"])
  }

  @Test(arguments: [
    (
      "{glob: ../x}",
      "5:14+4 '../x' cannot be used as a path: it is outside the project\n  hint what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it"
    ),
    ("{glob: 'a*/../b'}", "5:14+9 'a*/../b' cannot be used as a path: a part of it is '.' or '..'"),
    ("{globb: x}", "5:8+5 unknown key 'globb' in a dep\n  hint did you mean 'glob'?"),
    ("{glob: x, cmd: y}", "5:7+17 a dep must be a path, or one of 'glob:' and 'cmd:', found a mapping"),
    ("{cmd: ''}", "5:13+2 the command is empty\n  hint write what to run; ':' does nothing"),
    ("{cmd: [a]}", "5:13+3 'cmd' must be a string, found a list"),
  ])
  func `bad deps of other kinds`(item: String, expected: String) {
    #expect(problems(file("deps:\n- \(item)")) == expected)
  }

  // MARK: Order

  private func checked(_ text: String) throws -> String {
    shown(PipelineChecks.check(try pipeline(text).stages))
  }

  @Test func `a stage runs after those it names, members of groups too, and carries none of their content`()
    throws
  {
    let graph = StageGraph(
      stages: try pipeline(
        """
        stages:
          last: {cmd: x, after: [first]}
          mid: {cmd: x, deps: [o], after: first}
          first: {cmd: x, outs: [o]}
        """
      ).stages)
    #expect(graph.order.map { graph.stages[$0].id.name.text } == ["first", "last", "mid"])
    #expect(graph.upstream(of: 0) == [2])
    #expect(graph.ordered(before: 0) == [2])
    #expect(graph.ordered(before: 2).isEmpty)
    #expect(graph.downstreamClosure(of: [2]) == [0, 1, 2])
  }

  @Test func `a stage that comes after none is told so`() throws {
    #expect(
      try checked("stages:\n  train: {cmd: x}\n  b: {cmd: x, after: [trian]}\n") == """
        3:23+5 no stage is called 'trian'
          hint did you mean 'train'?
        """)
  }

  @Test func `an order that bites its tail is a cycle`() throws {
    #expect(
      try checked("stages:\n  a: {cmd: x, deps: [o]}\n  b: {cmd: x, outs: [o], after: [a]}\n") == """
        2:3+1 stages form a cycle: 'a' needs 'b' needs 'a'
          note 2:22+1 stage 'a' needs 'o', which stage 'b' makes
          note 3:34+1 stage 'b' comes after stage 'a'
          hint a stage can read only what was made before it
        """)
    #expect(
      try checked("stages:\n  a: {cmd: x, deps: [o], after: [a]}\n  b: {cmd: x, outs: [o], after: [a]}\n")
        == """
        2:3+1 stage 'a' comes after itself
          note 2:34+1 stage 'a' comes after stage 'a'
          hint a stage can read only what was made before it
        """)
  }
}
