import Diagnostics
import Documents
import Identity

/// Reads a lock from its YAML tree, strictly, whatever its layout; `LockReader+Entries.swift` reads what a stage holds.
struct LockReader {
  /// The folder that paths are written relative to.
  let folder: RelativePath
  var findings: Findings

  init(file: String, folder: RelativePath) {
    self.folder = folder
    findings = Findings(file: file)
  }

  /// The lock; worth something only where nothing was found.
  mutating func read(_ document: Document) -> LockFile {
    guard let root = document.root, !root.isNull else { return LockFile() }
    guard let mapping = mapping(root, "a lock") else { return LockFile() }
    // The rest of a lock of another schema may be anything.
    guard checkSchema(mapping, at: root.place) else { return LockFile() }
    var lock = LockFile()
    for entry in mapping.entries {
      switch entry.key {
      case "schema": break
      case "stages": lock.stages = stages(entry.value)
      default: add(.unknownKey(entry.key, of: "the lock"), at: entry.keyPlace)
      }
    }
    return lock
  }

  private mutating func checkSchema(_ mapping: Mapping, at place: Place) -> Bool {
    guard let node = mapping["schema"] else {
      add(.noSchema, at: place)
      return false
    }
    guard let scalar = node.scalar, scalar.type == .int else {
      wrongType(node, "'schema'", "an integer")
      return false
    }
    guard scalar.int != LockFile.schema else { return true }
    let isNewer = scalar.int.map { $0 > LockFile.schema } ?? !scalar.text.hasPrefix("-")
    add(isNewer ? .newerSchema(scalar.text) : .notSchema(scalar.text), at: node.place)
    return false
  }

  private mutating func stages(_ node: Node) -> [StageName: StageRecord] {
    guard let mapping = mapping(node, "'stages'") else { return [:] }
    var stages = [StageName: StageRecord](minimumCapacity: mapping.entries.count)
    for entry in mapping.entries {
      guard let name = StageName(entry.key) else {
        add(.badStageName(entry.key), at: entry.keyPlace)
        continue
      }
      guard let body = self.mapping(entry.value, "stage '\(name)'") else { continue }
      if let record = record(body, "stage '\(name)'", at: entry.keyPlace) { stages[name] = record }
    }
    return stages
  }

  private mutating func record(_ body: Mapping, _ owner: String, at place: Place) -> StageRecord? {
    var key: Digest?
    var isAccepted = false
    var command: Stage.Command?
    var shell: Shell? = .standard
    var workingFolder: RelativePath? = folder
    var dependencies: ([DependencyRecord], [CommandDependencyRecord]) = ([], [])
    var params: [ParamRecord] = []
    var environment: [EnvironmentRecord] = []
    var outputs: [(OutputDeclaration, OutputRecord?)] = []
    for entry in body.entries {
      switch entry.key {
      case "key": key = digest(entry.value, "'key'")
      case "accepted": isAccepted = flag("accepted", of: body)
      case "cmd": command = self.command(entry.value)
      case "shell": shell = self.shell(entry.value)
      case "wdir", "wdir_b64": workingFolder = path(entry)
      case "deps": dependencies = self.dependencies(entry.value)
      case "params": params = self.params(entry.value)
      case "env": environment = self.environment(entry.value)
      case "outs": outputs = self.outputs(entry.value)
      default: add(.unknownKey(entry.key, of: owner), at: entry.keyPlace)
      }
    }
    for required in ["key", "cmd"] where body[required] == nil {
      add(.missing(required, of: owner), at: place)
    }
    if let both = body.entry("wdir_b64"), body["wdir"] != nil { add(.repeated("wdir"), at: both.keyPlace) }
    guard let key, let command, let shell, let workingFolder else { return nil }
    let records =
      dependencies.0.count + dependencies.1.count + params.count + environment.count + outputs.count
    guard records <= StageInputs.mostRecords else {
      add(.tooMany(records, of: owner), at: place)
      return nil
    }
    let inputs = StageInputs(
      command: command, shell: shell, workingFolder: workingFolder, dependencies: dependencies.0,
      commandDependencies: dependencies.1, params: params, environment: environment,
      outputs: outputs.map(\.0))
    return StageRecord(key: key, inputs: inputs, outputs: outputs.compactMap(\.1), isAccepted: isAccepted)
  }

  // MARK: Values

  mutating func add(_ problem: LockProblem, at place: Place) {
    findings.add(Diagnostic(problem.message, at: place.span(in: findings.file), hint: problem.hint))
  }

  mutating func wrongType(_ node: Node, _ what: String, _ expected: String) {
    add(.wrongType(what, expected: expected, found: node.kindName), at: node.place)
  }

  mutating func mapping(_ node: Node, _ what: String) -> Mapping? {
    if node.mapping == nil { wrongType(node, what, "a mapping") }
    return node.mapping
  }

  mutating func sequence(_ node: Node, _ what: String) -> [Node] {
    if node.sequence == nil { wrongType(node, what, "a list") }
    return node.sequence ?? []
  }

  mutating func string(_ node: Node, _ what: String) -> String? {
    if node.string == nil { wrongType(node, what, "a string") }
    return node.string
  }

  /// A digest; its text may look like a number.
  mutating func digest(_ node: Node, _ what: String) -> Digest? {
    guard let scalar = node.scalar else {
      wrongType(node, what, "a digest")
      return nil
    }
    let digest = Digest(hex: scalar.text)
    if digest == nil { add(.badDigest(scalar.text), at: node.place) }
    return digest
  }

  /// The path of an entry, which is base64 where the key says so.
  mutating func path(_ entry: Mapping.Entry) -> RelativePath? {
    guard let text = string(entry.value, "'\(entry.key)'") else { return nil }
    guard entry.key.hasSuffix("_b64") else { return path(text, at: entry.value.place) }
    guard let bytes = Base64.decode(text) else {
      add(.badBase64(text), at: entry.value.place)
      return nil
    }
    return path(bytes, shown: text, at: entry.value.place)
  }

  mutating func path(_ text: String, at place: Place) -> RelativePath? {
    path(Array(text.utf8), shown: text, at: place)
  }

  private mutating func path(_ bytes: [UInt8], shown: String, at place: Place) -> RelativePath? {
    do throws(PathProblem) {
      return try RelativePath(resolving: bytes, in: folder)
    } catch {
      add(.badPath(shown, error), at: place)
      return nil
    }
  }
}
