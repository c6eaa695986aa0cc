import Documents
package import Identity

/// Reads a lock that stands exactly as `LockWriter` lays it out, several times faster than by its YAML tree.
///
/// Nil wherever anything is otherwise: then `LockReader` reads it, and says what is wrong if something is. What is
/// sorted strictly cannot be there twice, so it looks at neighbours only. An entry that is laid out so but holds what
/// this reader leaves to YAML, such as names that are no ASCII, is read as YAML by itself.
package struct LockLineReader {
  private let folder: RelativePath
  private var scanner: LineScanner
  /// How many records the entry that is being read may still have.
  private var room = 0

  /// The lock, with the entries of `names` or, without, of all; nil where the text is not as it would be written.
  package static func read(
    _ bytes: [UInt8], folder: RelativePath, of names: Set<StageName>? = nil
  ) -> LockFile? {
    var reader = LockLineReader(folder: folder, scanner: LineScanner(bytes))
    return reader.file(names)
  }

  private mutating func file(_ names: Set<StageName>?) -> LockFile? {
    guard scanner.take(Text.start) else { return nil }
    var lock = LockFile()
    var unread = LockBlocks(of: scanner.bytes)
    var last: StageName?
    while !scanner.isAtEnd {
      let start = scanner.position
      guard scanner.take(Text.stage), let text = scanner.takeKey(), scanner.take(Text.lineFeed),
        let name = StageName(text), last.map({ $0 < name }) ?? true
      else { return nil }
      last = name
      if let names, !names.contains(name) {
        scanner.skipLines(startingWith: Text.entry)
        unread.append(start..<scanner.position)
      } else if let record = record() ?? recordAsYAML(name, from: start) {
        lock.stages[name] = record
      } else {
        return nil
      }
    }
    if !unread.isEmpty { lock.unread = unread }
    return last == nil ? nil : lock
  }

  /// The record in the block at `start`, and moves on to its end.
  private mutating func recordAsYAML(_ name: StageName, from start: Int) -> StageRecord? {
    var block = LineScanner(scanner.bytes, at: start)
    _ = block.takeLine()
    block.skipLines(startingWith: Text.entry)
    guard
      let document = try? YAMLReader.read(
        Text.start + scanner.bytes[start..<block.position], file: "", limits: LockFile.limits),
      let lock = try? LockFile.read(document, folder: folder), lock.stages.count == 1
    else { return nil }
    scanner = block
    return lock.stages[name]
  }

  /// Takes what an item begins with; false also where the entry has too many of them.
  private mutating func takeItem(_ start: [UInt8]) -> Bool {
    guard room > 0, scanner.take(start) else { return false }
    room -= 1
    return true
  }

  private mutating func record() -> StageRecord? {
    room = StageInputs.mostRecords
    guard scanner.take(Text.key), let key = scanner.takeDigest() else { return nil }
    let isAccepted = scanner.take(Text.isAccepted)
    guard let command = command() else { return nil }
    var shell = Shell.standard
    if scanner.take(Text.shell) {
      guard let scalar = scanner.takeScalar(), scalar.type == .string, let named = Shell(scalar.text) else {
        return nil
      }
      shell = named
    }
    var workingFolder = folder
    if scanner.take(Text.wdir) {
      guard let path = path() else { return nil }
      workingFolder = path
    }
    guard let (dependencies, commandDependencies) = dependencies(), let params = params(),
      let environment = environment(),
      let (declarations, outputs) = outputs()
    else { return nil }
    let inputs = StageInputs(
      command: command, shell: shell, workingFolder: workingFolder, dependencies: dependencies,
      commandDependencies: commandDependencies, params: params, environment: environment,
      outputs: declarations)
    return StageRecord(key: key, inputs: inputs, outputs: outputs, isAccepted: isAccepted)
  }

  private mutating func command() -> Stage.Command? {
    if scanner.take(Text.script) { return string(margin: Text.blockMargin).map { .script($0) } }
    guard scanner.take(Text.list) else { return nil }
    var lines: [String] = []
    while takeItem(Text.item) {
      guard let line = string(margin: Text.blockMargin) else { return nil }
      lines.append(line)
    }
    return lines.isEmpty ? nil : .list(lines)
  }

  private mutating func dependencies() -> ([DependencyRecord], [CommandDependencyRecord])? {
    guard scanner.take(Text.deps) else { return ([], []) }
    var found: [DependencyRecord] = []
    while takeItem(Text.path) {
      guard let path = path(), !path.isRoot, found.last.map({ $0.path < path }) ?? true else { return nil }
      if scanner.take(Text.local) {
        guard let key = scanner.takeDigest() else { return nil }
        found.append(DependencyRecord(path, .producer(key)))
      } else {
        guard let content = content() else { return nil }
        guard scanner.take(Text.size) else {
          found.append(DependencyRecord(path, .content(content)))
          continue
        }
        guard let size = size(of: content.kind) else { return nil }
        found.append(DependencyRecord(path, .content(content), size: size))
      }
    }
    var commands: [CommandDependencyRecord] = []
    while takeItem(Text.commandItem) {
      guard let command = string(margin: Text.commandMargin), scanner.take(Text.output),
        commands.last.map({ ExactText.precedes($0.command, command) }) ?? true,
        let digest = scanner.takeDigest()
      else { return nil }
      commands.append(CommandDependencyRecord(command, output: digest))
    }
    return found.isEmpty && commands.isEmpty ? nil : (found, commands)
  }

  private mutating func outputs() -> ([OutputDeclaration], [OutputRecord])? {
    guard scanner.take(Text.outs) else { return ([], []) }
    var declarations: [OutputDeclaration] = []
    var records: [OutputRecord] = []
    while takeItem(Text.path) {
      guard let path = path(), !path.isRoot, declarations.last.map({ $0.path < path }) ?? true else {
        return nil
      }
      let isLocal = scanner.take(Text.isLocal)
      if !isLocal {
        guard let content = content(), scanner.take(Text.size), let size = size(of: content.kind) else {
          return nil
        }
        records.append(OutputRecord(path, content, size: size))
      }
      declarations.append(
        OutputDeclaration(path, isPersistent: scanner.take(Text.isPersistent), isLocal: isLocal))
    }
    return declarations.isEmpty ? nil : (declarations, records)
  }

  private mutating func content() -> Content? {
    for (text, kind) in Text.kinds where scanner.take(text) {
      return scanner.takeDigest().map { Content(kind, $0) }
    }
    return nil
  }

  private mutating func size(of kind: Content.Kind) -> ContentSize? {
    guard let bytes = scanner.takeCount() else { return nil }
    guard kind == .tree else { return ContentSize(bytes: Int64(bytes), files: 1) }
    guard scanner.take(Text.files), let files = scanner.takeCount() else { return nil }
    return ContentSize(bytes: Int64(bytes), files: files)
  }

  private mutating func params() -> [ParamRecord]? {
    guard scanner.take(Text.params) else { return [] }
    var found: [ParamRecord] = []
    while scanner.take(Text.paramsFile) {
      guard let name = scanner.takeKey(), scanner.take(Text.lineFeed) else { return nil }
      guard let file = try? RelativePath(resolving: name, in: folder), !file.isRoot else { return nil }
      let before = found.count
      while takeItem(Text.param) {
        guard let text = scanner.takeKey(), let key = ParamKey(parsing: text), scanner.take(Text.space) else {
          return nil
        }
        guard let value = paramValue() else { return nil }
        let record = ParamRecord(file: file, key: key, value: value)
        guard found.last.map({ ParamRecord.inOrder($0, record) }) ?? true else { return nil }
        found.append(record)
      }
      guard found.count > before else { return nil }
    }
    return found.isEmpty ? nil : found
  }

  private mutating func paramValue() -> ParamValue? {
    if let text = scanner.takeBlock(margin: Text.paramMargin) { return ParamValue(type: .string, text: text) }
    if let scalar = scanner.takeScalar() { return ParamValue(scalar) }
    // Lists and empty mappings are rare: the YAML reader reads them, by themselves.
    guard let line = scanner.takeLine(), line.first == UInt8(ascii: "[") || line.first == UInt8(ascii: "{")
    else {
      return nil
    }
    guard let node = try? YAMLReader.read(Array(line), file: "").root else { return nil }
    switch node.value {
    case .sequence(let items): return ParamValue(list: items)
    case .mapping(let mapping) where mapping.entries.isEmpty: return .emptyMap
    default: return nil
    }
  }

  private mutating func environment() -> [EnvironmentRecord]? {
    guard scanner.take(Text.env) else { return [] }
    var found: [EnvironmentRecord] = []
    while takeItem(Text.variable) {
      guard let name = scanner.takeKey(), found.last.map({ ExactText.precedes($0.name, name) }) ?? true else {
        return nil
      }
      if scanner.take(Text.unset) {
        found.append(EnvironmentRecord(name, .unset))
      } else if scanner.take(Text.set) {
        guard let value = string(margin: Text.paramMargin) else { return nil }
        found.append(EnvironmentRecord(name, .set(value)))
      } else {
        guard scanner.take(Text.inherited), let digest = scanner.takeDigest() else { return nil }
        found.append(EnvironmentRecord(name, .inherited(digest)))
      }
    }
    return found.isEmpty ? nil : found
  }

  private mutating func path() -> RelativePath? {
    guard let scalar = scanner.takeScalar(), scalar.type == .string else { return nil }
    return try? RelativePath(resolving: scalar.text, in: folder)
  }

  private mutating func string(margin: [UInt8]) -> String? {
    if let text = scanner.takeBlock(margin: margin) { return text }
    guard let scalar = scanner.takeScalar(), scalar.type == .string else { return nil }
    return scalar.text
  }
}

/// What stands between the values of a lock.
private enum Text {
  static let start = Array("\(LockFile.start)\n".utf8)
  static let stage = Array(LockFile.nameMargin.utf8)
  static let entry = Array("    ".utf8)
  static let key = Array("    key: ".utf8)
  static let isAccepted = Array("    accepted: true\n".utf8)
  static let script = Array("    cmd: ".utf8)
  static let list = Array("    cmd:\n".utf8)
  static let item = Array("    - ".utf8)
  static let shell = Array("    shell: ".utf8)
  static let wdir = Array("    wdir: ".utf8)
  static let deps = Array("    deps:\n".utf8)
  static let params = Array("    params:\n".utf8)
  static let env = Array("    env:\n".utf8)
  static let outs = Array("    outs:\n".utf8)
  static let path = Array("    - path: ".utf8)
  static let commandItem = Array("    - cmd: ".utf8)
  static let output = Array("      output: ".utf8)
  static let local = Array("      local: ".utf8)
  static let isLocal = Array("      local: true\n".utf8)
  static let isPersistent = Array("      persist: true\n".utf8)
  static let size = Array("      size: ".utf8)
  static let files = Array("      files: ".utf8)
  static let kinds = Content.Kind.allCases.map { (Array("      \($0.rawValue): ".utf8), $0) }
  static let paramsFile = Array("      ".utf8)
  static let param = Array("        ".utf8)
  static let variable = Array("      ".utf8)
  static let unset = Array(" unset\n".utf8)
  static let set = Array("\n        set: ".utf8)
  static let inherited = Array("\n        inherited: ".utf8)
  static let blockMargin = Array("      ".utf8)
  static let commandMargin = Array("        ".utf8)
  static let paramMargin = Array("          ".utf8)
  static let space = Array(" ".utf8)
  static let lineFeed = Array("\n".utf8)
}
