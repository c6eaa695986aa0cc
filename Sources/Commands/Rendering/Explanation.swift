import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel

/// A stage's plan with everything that its key is made of, now and when its result was made.
struct Explanation {
  let plan: StagePlan
  let stage: Stage
  let last: StageRecord?

  /// For people.
  func text(_ style: TextStyle) -> String {
    var lines: [String] = []
    if stage.isFrozen { lines.append("  it is frozen, and never runs whatever changes") }
    lines += plan.reasons.filter { $0 != .frozen }.map { "  \($0)" }
    lines.append("key  \(keyText)")
    lines += commandLines
    lines += section("deps", dependencies)
    lines += section("params", params)
    lines += section("env", variables)
    lines.append("outs")
    lines += outs.map { "  \($0)" }
    let heading = "\(plan.id): \(style.state(plan.state.rawValue))"
    return ([heading] + lines.map(TerminalText.escaped)).map { $0 + "\n" }.joined()
  }

  private var keyText: String {
    switch (plan.key, last?.key) {
    case (let now?, let then?) where now == then: now.short
    case (let now?, let then?):
      "\(now.short), was \(then.short)\(last?.isAccepted ?? false ? ", accepted" : "")"
    case (let now?, nil): "\(now.short), no result yet"
    case (nil, let then?): "not known yet, was \(then.short)"
    case (nil, nil): "not known yet, no result yet"
    }
  }

  private var commandLines: [String] {
    var lines = stage.command.lines.map { "  = \($0)" }
    if last?.inputs.command != stage.command {
      lines =
        (last?.inputs.command.lines ?? []).map { "  - \($0)" } + stage.command.lines.map { "  + \($0)" }
    }
    return ["cmd\(folderText)"] + shellLines + lines
  }

  /// Where the command runs, and where it ran.
  private var folderText: String {
    func text(_ folder: RelativePath) -> String { folder.isRoot ? "the root" : "\(folder)" }
    let now = stage.workingFolder
    if let then = last?.inputs.workingFolder, then != now {
      return " (in \(text(now)), was in \(text(then)))"
    }
    return now.isRoot ? "" : " (in \(now))"
  }

  /// What runs the command, where that is worth a word.
  private var shellLines: [String] {
    let then = last?.inputs.shell
    if let then, then != stage.shell { return ["  ~ by \(stage.shell), was by \(then)"] }
    return stage.shell == .standard ? [] : ["  \(then == nil ? "+" : "=") by \(stage.shell)"]
  }

  private func section(_ title: String, _ entries: [String]) -> [String] {
    entries.isEmpty ? [] : [title] + entries.map { "  \($0)" }
  }

  /// The union of what was and what is, each with its mark.
  private func compare<Key: Hashable & Comparable>(
    _ then: [(Key, String)], _ now: [(Key, String)], isKnown: Bool = true
  ) -> [(mark: String, key: Key, text: String)] {
    let before = Dictionary(then, uniquingKeysWith: { first, _ in first })
    let after = Dictionary(now, uniquingKeysWith: { first, _ in first })
    return Set(before.keys).union(after.keys).sorted().map { key in
      switch (before[key], after[key]) {
      case (let old?, let new?) where old == new: ("=", key, new)
      case (let old?, let new?): ("~", key, "\(old) → \(new)")
      case (nil, let new?): ("+", key, new)
      case (let old, nil): (isKnown ? "-" : "?", key, old ?? "")
      }
    }
  }

  private var dependencies: [String] {
    func texts(_ inputs: StageInputs?) -> [(RelativePath, String)] {
      inputs?.dependencies.map { ($0.path, Self.text($0)) } ?? []
    }
    func outputs(_ inputs: StageInputs?) -> [(String, String)] {
      inputs?.commandDependencies.map { ($0.command, "output \($0.output.short)") } ?? []
    }
    guard let inputs = plan.inputs else {
      return stage.dependencies.map { "? \($0.path)" } + stage.globs.map { "? \($0.pattern)" }
        + stage.commandDependencies.map { "? $(\($0.command))" }
    }
    return compare(texts(last?.inputs), texts(inputs)).map { "\($0.mark) \($0.key)  \($0.text)" }
      + compare(outputs(last?.inputs), outputs(inputs)).map { "\($0.mark) $(\($0.key))  \($0.text)" }
  }

  private static func text(_ record: DependencyRecord) -> String {
    switch record.identification {
    case .content(let content):
      let size = record.size.map { ", \(Quantity.size($0.bytes))" } ?? ""
      return "\(content.kind.rawValue) \(content.digest.short)\(size)"
    case .producer(let key): return "local \(key.short)"
    }
  }

  private var params: [String] {
    func texts(_ records: [ParamRecord]) -> [(String, String)] {
      records.map { ("\($0.file):\($0.key.text)", $0.value.yaml) }
    }
    guard let inputs = plan.inputs else {
      return texts(last?.inputs.params ?? []).map { "? \($0.0)  \($0.1)" }
    }
    return compare(texts(last?.inputs.params ?? []), texts(inputs.params)).map {
      "\($0.mark) \($0.key)  \($0.text)"
    }
  }

  /// Names of variables, and of set ones the value, which is in the pipeline file; what is passed through stays unsaid.
  private var variables: [String] {
    compare(Self.texts(last?.inputs.environment ?? []), Self.texts(plan.inputs?.environment ?? []))
      .map { "\($0.mark) \($0.key)  \($0.text)" }
  }

  private static func texts(_ records: [EnvironmentRecord]) -> [(String, String)] {
    records.map { record in
      switch record.value {
      case .set(let value): (record.name, "'\(value)'")
      case .inherited(let digest): (record.name, "passed through, \(digest.short)")
      case .unset: (record.name, "unset")
      }
    }
  }

  private var outs: [String] {
    stage.outputs.map { output in
      if output.isLocal { return "\(output.path)  local" }
      let recorded = last?.outputs.first { $0.path == output.path }
      let what = recorded.map {
        "\($0.content.kind.rawValue) \($0.content.digest.short), \(Quantity.size($0.size.bytes))"
      }
      return "\(output.path)  \(what ?? "never made")\(output.isCached ? "" : ", not cached")"
    }
  }

  /// What a command is and where it runs, as JSON.
  private static func command(
    _ command: Stage.Command?, _ shell: Shell?, _ folder: RelativePath?
  ) -> [(String, JSONValue)] {
    let text: JSONValue =
      switch command {
      case .script(let script): .string(script)
      case .list(let list): .array(list.map { .string($0) })
      case nil: .null
      }
    return [
      ("cmd", text), ("shell", JSONValue(shell.map { "\($0)" })),
      ("wdir", JSONValue(folder.map { $0.isRoot ? "." : "\($0)" })),
    ]
  }

  /// For programs.
  var json: JSONValue {
    func variables(_ inputs: StageInputs?) -> JSONValue {
      guard let inputs else { return .null }
      return .object(Self.texts(inputs.environment).map { ($0.0, .string($0.1)) })
    }
    let then = last?.inputs
    let now = Self.command(stage.command, stage.shell, stage.workingFolder)
    let before = Self.command(then?.command, then?.shell, then?.workingFolder)
    func dependencies(_ inputs: StageInputs?) -> JSONValue {
      guard let inputs else { return .null }
      return .object(inputs.dependencies.map { ($0.path.description, .string(Self.text($0))) })
    }
    func outputs(_ inputs: StageInputs?) -> JSONValue {
      guard let inputs else { return .null }
      return .object(inputs.commandDependencies.map { ($0.command, .string($0.output.hex)) })
    }
    func params(_ inputs: StageInputs?) -> JSONValue {
      guard let inputs else { return .null }
      return .object(inputs.params.map { ("\($0.file):\($0.key.text)", .string($0.value.yaml)) })
    }
    let head: [(String, JSONValue)] = [
      ("stage", .string(plan.id.description)), ("state", .string(plan.state.rawValue)),
      ("reasons", .array(plan.reasons.map { .string($0.description) })), ("key", JSONValue(plan.key?.hex)),
      ("last_key", JSONValue(last?.key.hex)), ("last_accepted", .bool(last?.isAccepted ?? false)),
    ]
    let inputs: [(String, JSONValue)] = [
      ("deps", dependencies(plan.inputs)), ("last_deps", dependencies(then)),
      ("cmd_deps", outputs(plan.inputs)), ("last_cmd_deps", outputs(then)),
      ("params", params(plan.inputs)), ("last_params", params(then)),
      ("env", variables(plan.inputs)), ("last_env", variables(then)),
    ]
    let outs: [JSONValue] = stage.outputs.map { output in
      let recorded = last?.outputs.first { $0.path == output.path }
      return [
        "path": .string(output.path.description), "local": .bool(output.isLocal),
        "digest": JSONValue(recorded?.content.digest.hex),
      ]
    }
    let commands = now + before.map { ("last_\($0.0)", $0.1) }
    return .object(head + commands + inputs + [("outs", .array(outs))])
  }
}
