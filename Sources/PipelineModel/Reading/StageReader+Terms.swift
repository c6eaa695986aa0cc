import Diagnostics
import Documents
import Identity

/// Reads how a stage is run, beside what it runs.
extension StageReader {
  /// Takes the entry where it is one of these; false where it is none.
  static func readTerms(
    _ entry: Mapping.Entry, into stage: inout Stage, _ fields: inout FieldReader
  ) -> Bool {
    let node = entry.value
    let what = "'\(entry.key)'"
    switch entry.key {
    case "shell": stage.shell = shell(node, &fields) ?? .standard
    case "timeout": stage.timeout = duration(node, what, &fields)
    case "kill_grace": stage.killGrace = duration(node, what, &fields)
    case "retries": stage.retries = fields.int(node, what, in: 0...1000) ?? 0
    case "resources": stage.resources = resources(node, &fields)
    case "mutex": stage.mutexes = mutexes(node, &fields)
    case "after": stage.after = after(node, &fields)
    case "sandbox": stage.sandbox = sandbox(node, &fields)
    default: return false
    }
    return true
  }

  private static func shell(_ node: Node, _ fields: inout FieldReader) -> Shell? {
    guard let text = fields.string(node, "'shell'") else { return nil }
    guard let shell = Shell(text) else {
      fields.findings.add(.badShell(text), at: node.place)
      return nil
    }
    return shell
  }

  private static func duration(_ node: Node, _ what: String, _ fields: inout FieldReader) -> Duration? {
    guard let scalar = node.scalar, scalar.type == .string || scalar.type == .int || scalar.type == .float
    else {
      fields.wrongType(node, what, "a duration")
      return nil
    }
    guard let duration = UnitText.duration(scalar.text) else {
      fields.findings.add(.badDuration(scalar.text, of: what), at: node.place)
      return nil
    }
    if duration == .zero { fields.findings.add(.noDuration(of: what), at: node.place) }
    return duration
  }

  private static func resources(_ node: Node, _ fields: inout FieldReader) -> [ResourceRequest] {
    guard let mapping = fields.mapping(node, "'resources'") else { return [] }
    var requests: [ResourceRequest] = []
    for entry in mapping.entries {
      guard isName(entry.key) else {
        fields.findings.add(.badName("a resource", entry.key), at: entry.keyPlace)
        continue
      }
      let what = "'\(entry.key)' of 'resources'"
      let amount =
        entry.key == ResourceRequest.memory
        ? memory(entry.value, what, &fields) : fields.int(entry.value, what, in: 0...1_000_000_000)
      guard let amount else { continue }
      requests.append(ResourceRequest(entry.key, amount, at: entry.keyPlace.span(in: fields.file)))
    }
    return requests.sorted { ExactText.precedes($0.name, $1.name) }
  }

  private static func memory(_ node: Node, _ what: String, _ fields: inout FieldReader) -> Int? {
    guard let scalar = node.scalar, scalar.type == .string || scalar.type == .int || scalar.type == .float
    else {
      fields.wrongType(node, what, "an amount of memory")
      return nil
    }
    let bytes = UnitText.bytes(scalar.text)
    if bytes == nil { fields.findings.add(.badMemory(scalar.text), at: node.place) }
    return bytes
  }

  private static func mutexes(_ node: Node, _ fields: inout FieldReader) -> [String] {
    var names: [String] = []
    for item in node.sequence ?? [node] {
      guard let name = fields.string(item, node.sequence == nil ? "'mutex'" : "an entry of 'mutex'") else {
        continue
      }
      guard isName(name) else {
        fields.findings.add(.badName("a mutex", name), at: item.place)
        continue
      }
      if !names.contains(name) { names.append(name) }
    }
    return names.sorted(by: ExactText.precedes)
  }

  private static func after(_ node: Node, _ fields: inout FieldReader) -> [StageReference] {
    var references: [StageReference] = []
    for item in node.sequence ?? [node] {
      guard let text = fields.string(item, node.sequence == nil ? "'after'" : "an entry of 'after'") else {
        continue
      }
      guard let address = StageAddress(text, home: fields.folder, folder: fields.folder) else {
        fields.findings.add(.badStageAddress(text), at: item.place)
        continue
      }
      references.append(
        StageReference(folder: address.folder, name: address.name, at: item.place.span(in: fields.file)))
    }
    return references
  }

  private static func sandbox(_ node: Node, _ fields: inout FieldReader) -> Sandbox? {
    if let isRequested = node.scalar?.bool { return Sandbox(isRequested: isRequested) }
    guard let mapping = node.mapping else {
      fields.wrongType(node, "'sandbox'", "true, false, or a mapping with 'read'")
      return nil
    }
    var sandbox = Sandbox(isRequested: true)
    for entry in mapping.entries {
      if entry.key == "always" {
        sandbox.isRequested = fields.bool(entry.value, "'always' of 'sandbox'") ?? true
        continue
      }
      guard entry.key == "read" else {
        fields.refuse(entry, in: "'sandbox'", known: ["always", "read"])
        continue
      }
      for item in fields.sequence(entry.value, "'read' of 'sandbox'") ?? [] {
        guard let text = item.string, !text.utf8.contains(0) else {
          fields.wrongType(item, "an entry of 'read'", "a path")
          continue
        }
        guard !text.isEmpty else {
          fields.findings.add(.badPath(text, .empty), at: item.place)
          continue
        }
        sandbox.readable.append(.init(text, at: item.place.span(in: fields.file)))
      }
    }
    return sandbox
  }

  /// Letters, digits, `-`, `_` and `.`.
  private static func isName(_ name: String) -> Bool {
    StageName(name) != nil && !name.utf8.contains(UInt8(ascii: "@"))
  }
}
