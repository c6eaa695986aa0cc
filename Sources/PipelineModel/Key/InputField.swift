import Identity

/// One thing that decides a stage's result: what the key is made of, and what an explanation compares.
///
/// A field has a tag, a name that is unique under its tag, and a value. The key is all fields, the explanation of a
/// changed key the fields that differ, so neither can know of something that the other does not.
enum InputField {
  case command(Stage.Command, Shell)
  case workingFolder(RelativePath)
  case dependency(DependencyRecord)
  case param(ParamRecord)
  case variable(EnvironmentRecord)
  case output(OutputDeclaration)
  case commandDependency(CommandDependencyRecord)

  /// The number that tells fields of different kinds apart.
  var tag: UInt8 {
    switch self {
    case .command: 1
    case .workingFolder: 2
    case .dependency: 3
    case .param: 4
    case .variable: 5
    case .output: 6
    case .commandDependency: 7
    }
  }

  /// Appends what the field is called; the command and the folder need no name.
  func appendName(to bytes: inout KeyBytes) {
    switch self {
    case .command, .workingFolder: break
    case .dependency(let dependency): bytes.append(raw: dependency.path.bytes)
    case .param(let param):
      bytes.append(sized: param.file.bytes)
      bytes.append(count: param.key.components.count)
      for component in param.key.components { bytes.append(sized: component.utf8) }
    case .variable(let variable): bytes.append(raw: variable.name.utf8)
    case .output(let output): bytes.append(raw: output.path.bytes)
    case .commandDependency(let dependency): bytes.append(raw: dependency.command.utf8)
    }
  }

  /// Appends what the field is.
  func appendValue(to bytes: inout KeyBytes) {
    switch self {
    case .command(let command, let shell): Self.append(command, shell, to: &bytes)
    case .workingFolder(let folder): bytes.append(raw: folder.bytes)
    case .dependency(let dependency): Self.append(dependency.identification, to: &bytes)
    case .param(let param):
      bytes.append(byte: Self.letter(of: param.value.type))
      bytes.append(raw: param.value.text.utf8)
    case .variable(let variable): Self.append(variable.value, to: &bytes)
    case .commandDependency(let dependency): bytes.append(digest: dependency.output)
    case .output(let output): bytes.append(byte: (output.isPersistent ? 1 : 0) | (output.isLocal ? 2 : 0))
    }
  }

  private static func append(_ command: Stage.Command, _ shell: Shell, to bytes: inout KeyBytes) {
    let lines: [String]
    switch command {
    case .script(let text):
      bytes.append(byte: UInt8(ascii: "s"))
      lines = [text]
    case .list(let texts):
      bytes.append(byte: UInt8(ascii: "l"))
      lines = texts
    }
    bytes.append(sized: shell.description.utf8)
    bytes.append(count: lines.count)
    for line in lines { bytes.append(sized: line.utf8) }
  }

  private static func append(_ identification: DependencyRecord.Identification, to bytes: inout KeyBytes) {
    switch identification {
    case .content(let content):
      bytes.append(byte: letter(of: content.kind))
      bytes.append(digest: content.digest)
    case .producer(let key):
      bytes.append(byte: UInt8(ascii: "k"))
      bytes.append(digest: key)
    }
  }

  private static func append(_ value: EnvironmentRecord.Value, to bytes: inout KeyBytes) {
    switch value {
    case .set(let text):
      bytes.append(byte: UInt8(ascii: "s"))
      bytes.append(raw: text.utf8)
    case .inherited(let digest):
      bytes.append(byte: UInt8(ascii: "i"))
      bytes.append(digest: digest)
    case .unset: bytes.append(byte: UInt8(ascii: "u"))
    }
  }

  private static func letter(of kind: Content.Kind) -> UInt8 {
    switch kind {
    case .file: UInt8(ascii: "f")
    case .exec: UInt8(ascii: "x")
    case .link: UInt8(ascii: "l")
    case .tree: UInt8(ascii: "t")
    }
  }

  private static func letter(of type: ParamValue.ValueType) -> UInt8 {
    switch type {
    case .null: UInt8(ascii: "n")
    case .bool: UInt8(ascii: "b")
    case .int: UInt8(ascii: "i")
    case .float: UInt8(ascii: "f")
    case .string: UInt8(ascii: "s")
    case .list: UInt8(ascii: "l")
    case .map: UInt8(ascii: "m")
    }
  }
}

extension StageInputs {
  /// Everything that decides the result, in canonical order.
  var fields: [InputField] {
    var fields: [InputField] = [.command(command, shell), .workingFolder(workingFolder)]
    fields.reserveCapacity(
      2 + dependencies.count + params.count + environment.count + outputs.count + commandDependencies.count)
    for dependency in dependencies { fields.append(.dependency(dependency)) }
    for param in params { fields.append(.param(param)) }
    for variable in environment { fields.append(.variable(variable)) }
    for output in outputs { fields.append(.output(output)) }
    for dependency in commandDependencies { fields.append(.commandDependency(dependency)) }
    return fields
  }
}
