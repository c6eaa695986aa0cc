import Identity
import PipelineModel
import Testing

@Suite struct StageKeyTests {
  private static let ones = Digest(bytes: [UInt8](repeating: 0x11, count: 32))
  private static let twos = Digest(bytes: [UInt8](repeating: 0x22, count: 32))

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A number as the key holds it.
  private func number(_ value: Int) -> String { hex([UInt8(value)]) + "00000000000000" }
  private func sized(_ text: String) -> String { number(text.utf8.count) + hex(Array(text.utf8)) }

  private func everything() throws -> StageInputs {
    try StageInputs(
      command: .script("run"), workingFolder: path("w"),
      dependencies: [
        DependencyRecord(path("d2"), .producer(Self.twos)),
        DependencyRecord(
          path("d1"), .content(Content(.exec, Self.ones)), size: ContentSize(bytes: 3, files: 1)),
      ],
      params: [
        ParamRecord(
          file: path("p.yaml"), key: ParamKey(["a", "b"]), value: ParamValue(type: .int, text: "1"))
      ],
      environment: [
        EnvironmentRecord("E", .set("v")), EnvironmentRecord("C", .unset),
        EnvironmentRecord("D", .inherited(Self.ones)),
      ],
      outputs: [
        OutputDeclaration(path("o"), isPersistent: true), OutputDeclaration(path("l"), isLocal: true),
      ])
  }

  @Test func `the smallest key of version 1`() {
    let bytes = StageKeyEncoding.encode(StageInputs(command: .script("x"), workingFolder: .root))
    #expect(
      hex(bytes)
        == "0100000000000000" + "0200000000000000"  // version, fields
        + "01" + "0000000000000000" + "1f00000000000000"  // cmd, no name, 31 bytes
        + "73" + "0500000000000000" + "7368202d65" + "0100000000000000" + "0100000000000000" + "78"
        + "02" + "0000000000000000" + "0000000000000000"  // wdir: the root
    )
  }

  @Test func `a key of version 1 with one of everything`() throws {
    let ones = String(repeating: "11", count: 32)
    let twos = String(repeating: "22", count: 32)
    let command = "73" + sized("sh -e") + number(1) + sized("run")
    let expected = [
      number(1), number(10),
      "01" + number(0) + number(33) + command,
      "02" + number(0) + sized("w"),
      "03" + sized("d1") + number(33) + "78" + ones,
      "03" + sized("d2") + number(33) + "6b" + twos,
      "04" + number(40) + sized("p.yaml") + number(2) + sized("a") + sized("b") + number(2) + "6931",
      "05" + sized("C") + number(1) + "75",
      "05" + sized("D") + number(33) + "69" + ones,
      "05" + sized("E") + number(2) + "7376",
      "06" + sized("l") + number(1) + "02",
      "06" + sized("o") + number(1) + "01",
    ].joined()
    #expect(hex(try StageKeyEncoding.encode(everything())) == expected)
  }

  @Test func `the order of entries and the sizes are no part of the key`() throws {
    let inputs = try everything()
    let other = StageInputs(
      command: inputs.command, workingFolder: inputs.workingFolder,
      dependencies: inputs.dependencies.reversed().map { DependencyRecord($0.path, $0.identification) },
      params: inputs.params.reversed(), environment: inputs.environment.reversed(),
      outputs: inputs.outputs.reversed())
    #expect(inputs == other)
    #expect(StageKeyEncoding.encode(inputs) == StageKeyEncoding.encode(other))
    #expect(inputs.changes(from: other).isEmpty)
  }

  @Test func `one command of a list is not a script, and texts do not run together`() {
    let commands: [Stage.Command] = [
      .script("a"), .list(["a"]), .list(["a", "b"]), .list(["ab"]), .list([]), .script("a\nb"),
    ]
    let keys = Set(commands.map { StageKeyEncoding.encode(StageInputs(command: $0, workingFolder: .root)) })
    #expect(keys.count == commands.count)
  }

  @Test func `two spellings of one letter are two keys`() {
    let composed = StageInputs(command: .script("\u{E9}"), workingFolder: .root)
    let decomposed = StageInputs(command: .script("e\u{301}"), workingFolder: .root)
    #expect(composed != decomposed)
    #expect(composed.changes(from: decomposed).map { $0.text() } == ["cmd changed"])
  }

  @Test func `an entry is consistent only with the key of its inputs`() throws {
    func hash(_ bytes: [UInt8]) -> Digest {
      Digest(bytes: bytes.reduce(into: [UInt8](repeating: 0, count: 32)) { $0[Int($1) % 32] &+= $1 &+ 1 })
    }
    let inputs = try everything()
    let record = StageRecord(key: hash(StageKeyEncoding.encode(inputs)), inputs: inputs, outputs: [])
    #expect(record.isConsistent(hash: hash))
    #expect(!StageRecord(key: Self.ones, inputs: inputs, outputs: []).isConsistent(hash: hash))
  }

  // MARK: Changes

  private func inputs(
    _ command: String = "x", wdir: String = ".", deps: [DependencyRecord] = [],
    params: [(String, ParamValue.ValueType, String)] = [],
    env: [EnvironmentRecord] = [], outs: [OutputDeclaration] = []
  ) throws -> StageInputs {
    try StageInputs(
      command: .script(command), workingFolder: path(wdir), dependencies: deps,
      params: params.map { name, type, text in
        let parts = name.split(separator: ":")
        return try ParamRecord(
          file: path(parts.count == 2 ? String(parts[0]) : "params.yaml"),
          key: #require(ParamKey(parsing: String(parts[parts.count - 1]))),
          value: ParamValue(type: type, text: text))
      }, environment: env, outputs: outs)
  }

  private func reasons(_ new: StageInputs, _ old: StageInputs) -> [String] {
    new.changes(from: old).map { $0.text() }
  }

  @Test func `says what changed of the command and the folder`() throws {
    #expect(try reasons(inputs("b", wdir: "sub"), inputs("a")) == ["cmd changed", "wdir '.' → 'sub'"])
  }

  @Test func `a shell and the outputs of commands are part of the key, and explained`() throws {
    let plain = StageInputs(command: .script("x"), workingFolder: .root)
    let bash = StageInputs(
      command: .script("x"), shell: try #require(Shell("bash -e")), workingFolder: .root)
    func printing(_ digest: Digest) -> StageInputs {
      StageInputs(
        command: .script("x"), workingFolder: .root,
        commandDependencies: [CommandDependencyRecord("date", output: digest)])
    }
    #expect(plain != bash && bash == bash && plain != printing(Self.ones))
    #expect(reasons(bash, plain) == ["shell 'sh -e' → 'bash -e'"])
    #expect(reasons(printing(Self.ones), plain) == ["dep on the output of 'date' is new"])
    #expect(reasons(printing(Self.ones), printing(Self.twos)) == ["the output of 'date' changed"])
    #expect(reasons(plain, printing(Self.twos)) == ["dep on the output of 'date' removed"])
    #expect(
      hex(StageKeyEncoding.encode(printing(Self.ones))).hasSuffix(
        "07" + sized("date") + number(32) + String(repeating: "11", count: 32)))
  }

  @Test func `says what changed of a dep`() throws {
    func dep(_ kind: Content.Kind, _ digest: Digest = Self.ones) throws -> StageInputs {
      try inputs(deps: [DependencyRecord(path("d"), .content(Content(kind, digest)))])
    }
    let local = try inputs(deps: [DependencyRecord(path("d"), .producer(Self.ones))])
    #expect(try reasons(dep(.file, Self.twos), dep(.file)) == ["'d' changed"])
    #expect(try reasons(dep(.exec), dep(.file)) == ["'d' became executable"])
    #expect(try reasons(dep(.file), dep(.exec)) == ["'d' is no longer executable"])
    #expect(try reasons(dep(.exec, Self.twos), dep(.file)) == ["'d' changed and became executable"])
    #expect(try reasons(dep(.tree), dep(.link)) == ["'d' was a link, is a folder"])
    #expect(try reasons(local, dep(.file)) == ["'d' became local"])
    #expect(try reasons(dep(.file), local) == ["'d' is no longer local"])
    #expect(try reasons(dep(.file), inputs()) == ["dep 'd' is new"])
    #expect(try reasons(inputs(), dep(.file)) == ["dep 'd' removed"])
    let rebuilt = try inputs(deps: [DependencyRecord(path("d"), .producer(Self.twos))])
    #expect(reasons(rebuilt, local) == ["'d' changed"])
  }

  @Test func `says what changed of a param, its type too`() throws {
    #expect(
      try reasons(
        inputs(params: [("train.max_depth", .int, "6")]), inputs(params: [("train.max_depth", .int, "4")]))
        == ["param 'train.max_depth' 4 → 6"])
    #expect(
      try reasons(inputs(params: [("a", .string, "1")]), inputs(params: [("a", .int, "1")])) == [
        "param 'a' 1 → '1'"
      ])
    #expect(
      try reasons(inputs(params: [("a", .float, "1.0")]), inputs(params: [("a", .int, "1")])) == [
        "param 'a' 1 → 1.0"
      ])
    #expect(try reasons(inputs(params: [("a", .int, "1")]), inputs()) == ["param 'a' is new: 1"])
    #expect(
      try reasons(inputs(), inputs(params: [("sub/p.yaml:a", .int, "1")])) == ["param 'sub/p.yaml:a' removed"]
    )
    let long = String(repeating: "x", count: 100)
    #expect(
      try reasons(inputs(params: [("a", .string, long + "2")]), inputs(params: [("a", .string, long + "1")]))
        == ["param 'a' changed"])
  }

  @Test func `a param of the stage's own params file is named by its key`() throws {
    let old = try inputs(params: [("sub/params.yaml:a", .int, "1")])
    let new = try inputs(params: [("sub/params.yaml:a", .int, "2")])
    #expect(reasons(new, old) == ["param 'sub/params.yaml:a' 1 → 2"])
    #expect(try new.changes(from: old).map { try $0.text(in: path("sub")) } == ["param 'a' 1 → 2"])
  }

  @Test func `says what changed of the environment, and no inherited value`() throws {
    func env(_ value: EnvironmentRecord.Value) throws -> StageInputs {
      try inputs(env: [EnvironmentRecord("E", value)])
    }
    #expect(try reasons(env(.set("2")), env(.set("1"))) == ["env 'E' '1' → '2'"])
    #expect(try reasons(env(.inherited(Self.twos)), env(.inherited(Self.ones))) == ["env 'E' changed"])
    #expect(try reasons(env(.unset), env(.inherited(Self.ones))) == ["env 'E' is no longer set"])
    #expect(try reasons(env(.inherited(Self.ones)), env(.unset)) == ["env 'E' is now set"])
    #expect(try reasons(env(.unset), env(.set("1"))) == ["env 'E' is now passed through"])
    #expect(try reasons(env(.set("1")), env(.unset)) == ["env 'E' is now set by the pipeline"])
    #expect(try reasons(env(.unset), inputs()) == ["env 'E' is new"])
    #expect(try reasons(inputs(), env(.unset)) == ["env 'E' removed"])
  }

  @Test func `says what changed of an out`() throws {
    func out(_ persist: Bool, _ local: Bool) throws -> StageInputs {
      try inputs(outs: [OutputDeclaration(path("o"), isPersistent: persist, isLocal: local)])
    }
    #expect(try reasons(out(true, false), out(false, false)) == ["out 'o' is now persistent"])
    #expect(
      try reasons(out(false, true), out(true, false)) == ["out 'o' is no longer persistent and now local"])
    #expect(try reasons(out(false, false), inputs()) == ["out 'o' is new"])
    #expect(try reasons(inputs(), out(false, false)) == ["out 'o' removed"])
  }

  @Test func `reasons come in the order of the key, removed entries after the others of their kind`() throws {
    let old = try inputs(
      deps: [DependencyRecord(path("a"), .producer(Self.ones))], params: [("p", .int, "1")])
    let new = try inputs(
      "y", deps: [DependencyRecord(path("b"), .producer(Self.ones))], outs: [OutputDeclaration(path("o"))])
    #expect(
      reasons(new, old) == [
        "cmd changed", "dep 'b' is new", "dep 'a' removed", "param 'p' removed", "out 'o' is new",
      ])
  }
}
