import Diagnostics
import Documents
import Identity

/// What a stage of the lock holds.
extension LockReader {
  mutating func command(_ node: Node) -> Stage.Command? {
    guard let items = node.sequence else { return string(node, "'cmd'").map { .script($0) } }
    return .list(items.compactMap { string($0, "a command of 'cmd'") })
  }

  mutating func shell(_ node: Node) -> Shell? {
    guard let text = string(node, "'shell'") else { return nil }
    let shell = Shell(text)
    if shell == nil { wrongType(node, "'shell'", "a shell") }
    return shell
  }

  mutating func dependencies(_ node: Node) -> ([DependencyRecord], [CommandDependencyRecord]) {
    var seen: Set<RelativePath> = []
    var seenCommands: Set<ExactText> = []
    var paths: [DependencyRecord] = []
    var commands: [CommandDependencyRecord] = []
    for item in sequence(node, "'deps'") {
      if let body = item.mapping, let command = body.entry("cmd") {
        guard let record = commandDependency(body, command) else { continue }
        if !seenCommands.insert(ExactText(record.command)).inserted {
          add(.repeated(record.command), at: item.place)
        }
        commands.append(record)
      } else if let record = dependency(item, &seen) {
        paths.append(record)
      }
    }
    return (paths, commands)
  }

  private mutating func dependency(_ item: Node, _ seen: inout Set<RelativePath>) -> DependencyRecord? {
    guard let fields = held(item, "a dep", &seen) else { return nil }
    if let entry = fields.body.entry("persist") {
      add(.unknownKey("persist", of: "a dep"), at: entry.keyPlace)
    }
    if let local = fields.body["local"] {
      guard fields.content == nil else { return nil }
      return digest(local, "'local'").map { DependencyRecord(fields.path, .producer($0)) }
    }
    guard let content = fields.content else {
      add(.missing("file", of: "a dep"), at: item.place)
      return nil
    }
    return DependencyRecord(fields.path, .content(content), size: fields.size)
  }

  private mutating func commandDependency(
    _ body: Mapping, _ command: Mapping.Entry
  ) -> CommandDependencyRecord? {
    for entry in body.entries where entry.key != "cmd" && entry.key != "output" {
      add(.unknownKey(entry.key, of: "a dep"), at: entry.keyPlace)
    }
    guard let text = string(command.value, "'cmd'") else { return nil }
    guard let output = body["output"] else {
      add(.missing("output", of: "a dep"), at: command.keyPlace)
      return nil
    }
    return digest(output, "'output'").map { CommandDependencyRecord(text, output: $0) }
  }

  mutating func outputs(_ node: Node) -> [(OutputDeclaration, OutputRecord?)] {
    var seen: Set<RelativePath> = []
    return sequence(node, "'outs'").compactMap { item in
      guard let fields = held(item, "an out", &seen) else { return nil }
      let isPersistent = flag("persist", of: fields.body)
      let isLocal = flag("local", of: fields.body)
      let declaration = OutputDeclaration(fields.path, isPersistent: isPersistent, isLocal: isLocal)
      if isLocal { return (declaration, nil) }
      guard let content = fields.content else {
        add(.missing("file", of: "an out"), at: item.place)
        return nil
      }
      guard let size = fields.size else {
        add(.missing("size", of: "an out"), at: item.place)
        return nil
      }
      return (declaration, OutputRecord(fields.path, content, size: size))
    }
  }

  /// The flag of an entry, which is written only where it is true.
  mutating func flag(_ name: String, of body: Mapping) -> Bool {
    guard let node = body[name] else { return false }
    if node.scalar?.bool != true { wrongType(node, "'\(name)'", "true") }
    return true
  }

  private struct Held {
    var path: RelativePath
    var body: Mapping
    var content: Content?
    var size: ContentSize?
  }

  /// A path and what it holds, without a look at `local` and `persist`.
  private mutating func held(_ item: Node, _ owner: String, _ seen: inout Set<RelativePath>) -> Held? {
    guard let body = mapping(item, owner) else { return nil }
    var path: RelativePath?
    var contents: [Content] = []
    var bytes: Int64?
    var files: Int?
    var kinds = 0
    for entry in body.entries {
      switch entry.key {
      case "path", "path_b64": path = self.path(entry)
      case "file", "exec", "link", "tree":
        kinds += 1
        guard let kind = Content.Kind(rawValue: entry.key) else { continue }
        if let digest = digest(entry.value, "'\(entry.key)'") { contents.append(Content(kind, digest)) }
      case "local":
        kinds += 1
      case "size": bytes = count(entry).map(Int64.init)
      case "files": files = count(entry)
      case "persist": break
      default: add(.unknownKey(entry.key, of: owner), at: entry.keyPlace)
      }
    }
    if body["path"] == nil, body["path_b64"] == nil { add(.missing("path", of: owner), at: item.place) }
    if let both = body.entry("path_b64"), body["path"] != nil { add(.repeated("path"), at: both.keyPlace) }
    if kinds > 1 { add(.severalContents, at: item.place) }
    guard let path else { return nil }
    if path.isRoot { add(.badPath(path.description, .dots), at: item.place) }
    if !seen.insert(path).inserted { add(.repeated(path.description), at: item.place) }
    let size = checkedSize(bytes, files, of: body, contents.first?.kind, owner, at: item.place)
    return Held(path: path, body: body, content: contents.first, size: size)
  }

  /// Trees have `size` and `files`, all else one `size`, local outs neither.
  private mutating func checkedSize(
    _ bytes: Int64?, _ files: Int?, of body: Mapping, _ kind: Content.Kind?, _ owner: String, at place: Place
  ) -> ContentSize? {
    if body["local"] != nil {
      if let entry = body.entry("size") ?? body.entry("files") { add(.localWithContent, at: entry.keyPlace) }
      return nil
    }
    if kind == .tree {
      guard let bytes, let files else {
        if (body["size"] == nil) != (body["files"] == nil) {
          add(.missing(body["size"] == nil ? "size" : "files", of: owner), at: place)
        }
        return nil
      }
      return ContentSize(bytes: bytes, files: files)
    }
    if let entry = body.entry("files") { add(.unknownKey("files", of: owner), at: entry.keyPlace) }
    return bytes.map { ContentSize(bytes: $0, files: 1) }
  }

  private mutating func count(_ entry: Mapping.Entry) -> Int? {
    guard let value = entry.value.scalar?.int, value >= 0 else {
      wrongType(entry.value, "'\(entry.key)'", "a number of at least 0")
      return nil
    }
    return value
  }

  mutating func params(_ node: Node) -> [ParamRecord] {
    guard let mapping = mapping(node, "'params'") else { return [] }
    var records: [ParamRecord] = []
    var seen: Set<RelativePath> = []
    for entry in mapping.entries {
      guard let file = path(entry.key, at: entry.keyPlace) else { continue }
      if file.isRoot { add(.badPath(entry.key, .dots), at: entry.keyPlace) }
      if !seen.insert(file).inserted { add(.repeated(entry.key), at: entry.keyPlace) }
      guard let values = self.mapping(entry.value, "the values of '\(entry.key)'") else { continue }
      var keys: Set<ParamKey> = []
      for value in values.entries {
        guard let key = ParamKey(parsing: value.key) else {
          add(.badParamKey(value.key), at: value.keyPlace)
          continue
        }
        if !keys.insert(key).inserted { add(.repeated(value.key), at: value.keyPlace) }
        guard let text = paramValue(value.value) else { continue }
        records.append(ParamRecord(file: file, key: key, value: text))
      }
    }
    return records
  }

  private mutating func paramValue(_ node: Node) -> ParamValue? {
    switch node.value {
    case .scalar(let scalar): return ParamValue(scalar)
    case .sequence(let items): return ParamValue(list: items)
    case .mapping(let mapping):
      if mapping.entries.isEmpty { return .emptyMap }
      wrongType(node, "a param's value", "one value")
      return nil
    }
  }

  mutating func environment(_ node: Node) -> [EnvironmentRecord] {
    guard let mapping = mapping(node, "'env'") else { return [] }
    return mapping.entries.compactMap { entry in
      let owner = "variable '\(entry.key)'"
      if entry.value.string == "unset" { return EnvironmentRecord(entry.key, .unset) }
      guard let body = self.mapping(entry.value, owner) else { return nil }
      guard body.entries.count == 1, let field = body.entries.first else {
        add(.missing("set' or 'inherited", of: owner), at: entry.keyPlace)
        return nil
      }
      switch field.key {
      case "set":
        return string(field.value, "'set' of \(owner)").map { EnvironmentRecord(entry.key, .set($0)) }
      case "inherited":
        return digest(field.value, "'inherited' of \(owner)").map {
          EnvironmentRecord(entry.key, .inherited($0))
        }
      default:
        add(.unknownKey(field.key, of: owner), at: field.keyPlace)
        return nil
      }
    }
  }
}
