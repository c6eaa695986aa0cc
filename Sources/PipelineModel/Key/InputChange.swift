import Documents
package import Identity

/// One thing that differs between the inputs a result was made from and those of now.
package enum InputChange: Hashable, Sendable {
  /// What happened to an entry.
  package enum Difference<Value: Hashable & Sendable>: Hashable, Sendable {
    case added(Value)
    case removed(Value)
    case changed(from: Value, to: Value)
  }

  /// Another command, or another kind of command.
  case command(from: Stage.Command, to: Stage.Command)
  /// Another shell runs the same command.
  case shell(from: Shell, to: Shell)
  /// A dep that is what the command prints.
  case commandDependency(String, Difference<Digest>)
  /// The command runs elsewhere.
  case workingFolder(from: RelativePath, to: RelativePath)
  /// A dep.
  case dependency(RelativePath, Difference<DependencyRecord.Identification>)
  /// A param.
  case param(file: RelativePath, key: ParamKey, Difference<ParamValue>)
  /// A variable of the environment.
  case variable(String, Difference<EnvironmentRecord.Value>)
  /// An out's path or flags.
  case output(RelativePath, Difference<OutputDeclaration>)
}

extension StageInputs {
  /// What differs from `old`, in the order of the key: command, folder, deps, params, environment, outs, outputs of commands.
  ///
  /// Empty exactly where the keys are equal: it compares the fields that the key is made of, by the same bytes.
  package func changes(from old: StageInputs) -> [InputChange] {
    var before: [FieldName: (field: InputField, value: [UInt8])] = [:]
    for field in old.fields { before[FieldName(field)] = (field, field.value) }
    var found: [(tag: UInt8, change: InputChange)] = []
    for field in fields {
      let was = before.removeValue(forKey: FieldName(field))
      if let was, was.value == field.value { continue }
      if let change = InputChange(from: was?.field, to: field) { found.append((field.tag, change)) }
    }
    for field in old.fields where before[FieldName(field)] != nil {
      if let change = InputChange(from: field, to: nil) { found.append((field.tag, change)) }
    }
    return found.enumerated()
      .sorted { ($0.element.tag, $0.offset) < ($1.element.tag, $1.offset) }
      .map(\.element.change)
  }
}

/// What makes two fields the same entry.
private struct FieldName: Hashable {
  let tag: UInt8
  let name: [UInt8]

  init(_ field: InputField) {
    var bytes = KeyBytes()
    field.appendName(to: &bytes)
    tag = field.tag
    name = bytes.bytes
  }
}

extension InputField {
  fileprivate var value: [UInt8] {
    var bytes = KeyBytes()
    appendValue(to: &bytes)
    return bytes.bytes
  }
}

extension InputChange {
  /// The change from one field to another of the same name; nil only where both are nil.
  fileprivate init?(from old: InputField?, to new: InputField?) {
    switch (old, new) {
    case (.command(let old, let oldShell)?, .command(let new, let newShell)?):
      let isSame = StageInputs.isSame(old, new)
      self = isSame ? .shell(from: oldShell, to: newShell) : .command(from: old, to: new)
    case (.workingFolder(let old)?, .workingFolder(let new)?): self = .workingFolder(from: old, to: new)
    case (.dependency(let old)?, .dependency(let new)?):
      self = .dependency(new.path, .changed(from: old.identification, to: new.identification))
    case (nil, .dependency(let new)?): self = .dependency(new.path, .added(new.identification))
    case (.dependency(let old)?, nil): self = .dependency(old.path, .removed(old.identification))
    case (.param(let old)?, .param(let new)?):
      self = .param(file: new.file, key: new.key, .changed(from: old.value, to: new.value))
    case (nil, .param(let new)?): self = .param(file: new.file, key: new.key, .added(new.value))
    case (.param(let old)?, nil): self = .param(file: old.file, key: old.key, .removed(old.value))
    case (.variable(let old)?, .variable(let new)?):
      self = .variable(new.name, .changed(from: old.value, to: new.value))
    case (nil, .variable(let new)?): self = .variable(new.name, .added(new.value))
    case (.variable(let old)?, nil): self = .variable(old.name, .removed(old.value))
    case (.output(let old)?, .output(let new)?): self = .output(new.path, .changed(from: old, to: new))
    case (nil, .output(let new)?): self = .output(new.path, .added(new))
    case (.output(let old)?, nil): self = .output(old.path, .removed(old))
    case (.commandDependency(let old)?, .commandDependency(let new)?):
      self = .commandDependency(new.command, .changed(from: old.output, to: new.output))
    case (nil, .commandDependency(let new)?): self = .commandDependency(new.command, .added(new.output))
    case (.commandDependency(let old)?, nil): self = .commandDependency(old.command, .removed(old.output))
    default: return nil
    }
  }
}

extension StageInputs {
  /// Whether two commands are of one kind and the same bytes.
  fileprivate static func isSame(_ a: Stage.Command, _ b: Stage.Command) -> Bool {
    switch (a, b) {
    case (.script(let one), .script(let other)): ExactText.same(one, other)
    case (.list(let one), .list(let other)): one.elementsEqual(other, by: ExactText.same)
    default: false
    }
  }
}
