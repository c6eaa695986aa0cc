package import Documents
import Identity

// Values as numbers, which is how metrics are read, and params where that is asked for.
extension ParamValue {
  /// Whether both are the same value, numbers by what they are: `1`, `1.0` and `1e0` are one, in lists too.
  package func isSame(byNumber other: ParamValue) -> Bool {
    if self == other { return true }
    // Doubles that differ are two numbers; those that do not may still be.
    if type == .float, other.type == .float, let first = Double(text), let second = Double(other.text),
      first != second
    {
      return false
    }
    if type == .list, other.type == .list, let first = listed, let second = other.listed {
      return Self.same(first, second)
    }
    guard let first = Number(self), let second = Number(other) else { return false }
    return Number.same(first, second)
  }

  /// Whether two trees have the same values at the same places, numbers by their value; the depth is that of a document.
  private static func same(_ a: Node, _ b: Node) -> Bool {
    switch (a.value, b.value) {
    case (.scalar(let a), .scalar(let b)): ParamValue(a).isSame(byNumber: ParamValue(b))
    case (.sequence(let a), .sequence(let b)): a.count == b.count && zip(a, b).allSatisfy(same)
    case (.mapping(let a), .mapping(let b)):
      a.entries.count == b.entries.count
        && a.entries.allSatisfy { entry in b[entry.key].map { same(entry.value, $0) } ?? false }
    case (.scalar, _), (.sequence, _), (.mapping, _): false
    }
  }

  /// What a list holds; nil for what is none.
  package var listed: Node? {
    guard type == .list else { return nil }
    let bytes = Array(text.utf8)
    // Most lists are JSON too, which is read much faster.
    if let json = try? JSONReader.read(bytes, file: "a list", limits: .data) { return json.root }
    return (try? YAMLReader.read(bytes, file: "a list", limits: .data))?.root
  }
}

extension StageInputs {
  /// The same, with the params of `old` where these are the same numbers.
  package func spellingNumbers(as old: StageInputs) -> StageInputs {
    let spelled = Dictionary(
      old.params.map { (ParamName($0), $0.value) }, uniquingKeysWith: { first, _ in first })
    let params = params.map { param in
      guard let known = spelled[ParamName(param)], param.value.isSame(byNumber: known) else { return param }
      return ParamRecord(file: param.file, key: param.key, value: known)
    }
    return StageInputs(
      command: command, shell: shell, workingFolder: workingFolder, dependencies: dependencies,
      commandDependencies: commandDependencies, params: params, environment: environment, outputs: outputs)
  }

  private struct ParamName: Hashable {
    let file: RelativePath
    let key: ParamKey

    init(_ record: ParamRecord) {
      file = record.file
      key = record.key
    }
  }
}
