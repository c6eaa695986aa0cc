import Documents
import Identity

/// Writes the text of a lock.
struct LockWriter {
  /// The folder that paths are written relative to.
  let folder: RelativePath
  private(set) var text = ""

  init(folder: RelativePath) { self.folder = folder }

  /// Writes the whole file.
  mutating func write(_ lock: LockFile) {
    text += LockFile.start
    text += lock.isEmpty ? " {}\n" : "\n"
    var next = 0
    for name in lock.stages.keys.sorted() {
      guard let record = lock.stages[name] else { continue }
      write(lock.unread, from: &next, before: name)
      text += "\(LockFile.nameMargin)\(YAMLScalarText.string(name.text)):\n"
      write(record)
    }
    write(lock.unread, from: &next, before: nil)
  }

  /// The blocks from `next` on whose names come before `name`, as they stand; one of that name is passed over.
  private mutating func write(_ blocks: LockBlocks, from next: inout Int, before name: StageName?) {
    while next < blocks.count {
      if let name, let other = blocks.name(next), name <= other {
        if name == other { next += 1 }
        return
      }
      text += String(decoding: blocks.bytes(next), as: UTF8.self)
      next += 1
    }
  }

  private mutating func write(_ record: StageRecord) {
    let inputs = record.inputs
    text += "    key: \(record.key.hex)\n"
    if record.isAccepted { text += "    accepted: true\n" }
    write(inputs.command)
    if inputs.shell != .standard { text += "    shell: \(YAMLScalarText.string(inputs.shell.description))\n" }
    if inputs.workingFolder != folder { write(inputs.workingFolder, as: "wdir", margin: "    ") }
    if !inputs.dependencies.isEmpty || !inputs.commandDependencies.isEmpty { text += "    deps:\n" }
    for dependency in inputs.dependencies { write(dependency) }
    for dependency in inputs.commandDependencies { write(dependency) }
    write(inputs.params)
    if !inputs.environment.isEmpty { text += "    env:\n" }
    for variable in inputs.environment { write(variable) }
    if !inputs.outputs.isEmpty { text += "    outs:\n" }
    let held = Dictionary(record.outputs.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    for output in inputs.outputs { write(output, held[output.path]) }
  }

  private mutating func write(_ command: Stage.Command) {
    switch command {
    case .script(let line):
      text += "    cmd:"
      write(line, margin: "      ")
    case .list(let lines):
      text += lines.isEmpty ? "    cmd: []\n" : "    cmd:\n"
      for line in lines {
        text += "    -"
        write(line, margin: "      ")
      }
    }
  }

  private mutating func write(_ dependency: DependencyRecord) {
    write(dependency.path, as: "path", margin: "    - ")
    switch dependency.identification {
    case .content(let content):
      text += "      \(content.kind.rawValue): \(content.digest.hex)\n"
      if let size = dependency.size { write(size, of: content.kind) }
    case .producer(let key): text += "      local: \(key.hex)\n"
    }
  }

  private mutating func write(_ dependency: CommandDependencyRecord) {
    text += "    - cmd:"
    write(dependency.command, margin: "        ")
    text += "      output: \(dependency.output.hex)\n"
  }

  private mutating func write(_ params: [ParamRecord]) {
    if !params.isEmpty { text += "    params:\n" }
    var file: RelativePath?
    for param in params {
      if param.file != file {
        guard let name = String(validating: param.file.relative(to: folder), as: UTF8.self) else {
          preconditionFailure("a params file is named in a pipeline file, which is UTF-8")
        }
        write(key: name, margin: "      ")
        text += "\n"
        file = param.file
      }
      write(key: param.key.text, margin: "        ")
      if param.value.type == .string {
        write(param.value.text, margin: "          ")
      } else {
        text += " \(param.value.yaml)\n"
      }
    }
  }

  private mutating func write(_ variable: EnvironmentRecord) {
    text += "      \(YAMLScalarText.string(variable.name)):"
    switch variable.value {
    case .set(let value):
      text += "\n        set:"
      write(value, margin: "          ")
    case .inherited(let digest): text += "\n        inherited: \(digest.hex)\n"
    case .unset: text += " unset\n"
    }
  }

  private mutating func write(_ output: OutputDeclaration, _ record: OutputRecord?) {
    write(output.path, as: "path", margin: "    - ")
    if output.isLocal {
      text += "      local: true\n"
    } else {
      guard let record else { preconditionFailure("an entry records every out that is not local") }
      text += "      \(record.content.kind.rawValue): \(record.content.digest.hex)\n"
      write(record.size, of: record.content.kind)
    }
    if output.isPersistent { text += "      persist: true\n" }
  }

  private mutating func write(_ size: ContentSize, of kind: Content.Kind) {
    text += "      size: \(size.bytes)\n"
    if kind == .tree { text += "      files: \(size.files)\n" }
  }

  // MARK: Texts

  private mutating func write(_ path: RelativePath, as key: String, margin: String) {
    let bytes = path.relative(to: folder)
    if let plain = String(validating: bytes, as: UTF8.self) {
      text += "\(margin)\(key): \(YAMLScalarText.string(plain))\n"
    } else {
      text += "\(margin)\(key)_b64: \(YAMLScalarText.string(Base64.encode(bytes)))\n"
    }
  }

  /// A key and its colon; what follows on the same line begins with a space.
  private mutating func write(key: String, margin: String) {
    let spelled = YAMLScalarText.string(key)
    // YAML looks for the colon of a key in 1024 characters.
    text += spelled.utf8.count > 1000 ? "\(margin)? \(spelled)\n\(margin):" : "\(margin)\(spelled):"
  }

  /// A string behind a key or a dash: on the line, or as a block whose lines stand at `margin`.
  private mutating func write(_ string: String, margin: String) {
    guard let (header, lines) = YAMLScalarText.block(string) else {
      text += " \(YAMLScalarText.string(string))\n"
      return
    }
    text += " \(header)\n"
    for line in lines { text += line.isEmpty ? "\n" : "\(margin)\(line)\n" }
  }
}
