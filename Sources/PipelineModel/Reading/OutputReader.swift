import Diagnostics
import Documents
import Identity

/// Reads `outs`, `metrics` and `plots`: lists of paths, each alone or with its flags.
enum OutputReader {
  /// The outs of one list.
  static func read(
    _ node: Node, _ role: Output.Role, _ what: String, in folder: RelativePath, _ fields: inout FieldReader
  ) -> [Output] {
    guard let items = fields.sequence(node, what) else { return [] }
    var outputs: [Output] = []
    for item in items {
      guard let mapping = item.mapping else {
        if let path = fields.path(item, "an entry of \(what)", in: folder) {
          outputs.append(Output(path, at: item.place.span(in: fields.file), role: role))
        }
        continue
      }
      if mapping.entries.isEmpty { fields.wrongType(item, "an entry of \(what)", "a path") }
      for entry in mapping.entries {
        if let output = read(entry, role, in: folder, &fields) { outputs.append(output) }
      }
    }
    return outputs
  }

  private static func read(
    _ entry: Mapping.Entry, _ role: Output.Role, in folder: RelativePath, _ fields: inout FieldReader
  ) -> Output? {
    let owner = "out '\(entry.key)'"
    let path = fields.path(entry.key, at: entry.keyPlace, in: folder)
    guard let flags = fields.mapping(entry.value, owner) else { return nil }
    guard let path else { return nil }
    var output = Output(path, at: entry.keyPlace.span(in: fields.file), role: role)
    var annotations: [Mapping.Entry] = []
    for flag in flags.entries {
      if role == .plot, PipelineSchema.plot.contains(flag.key) {
        annotations.append(flag)
      } else {
        read(flag, into: &output, owner, &fields)
      }
    }
    if !annotations.isEmpty {
      output.annotations = Node(.mapping(Mapping(annotations)), at: flags.entries[0].keyPlace)
    }
    checkFlags(flags, &output, &fields)
    return output
  }

  private static func read(
    _ flag: Mapping.Entry, into output: inout Output, _ owner: String, _ fields: inout FieldReader
  ) {
    let what = "'\(flag.key)' of \(owner)"
    switch flag.key {
    case "cache": output.isCached = fields.bool(flag.value, what) ?? true
    case "persist": output.isPersistent = fields.bool(flag.value, what) ?? false
    case "local": output.isLocal = fields.bool(flag.value, what) ?? false
    case "push": _ = fields.bool(flag.value, what)
    case "remote", "desc", "type": _ = fields.string(flag.value, what)
    case "labels":
      for label in fields.sequence(flag.value, what) ?? [] { _ = fields.string(label, "a label of \(owner)") }
    case "meta": break
    default:
      let known = PipelineSchema.out + (output.role == .plot ? PipelineSchema.plot : [])
      fields.refuse(flag, in: owner, known: known)
    }
  }

  private static func checkFlags(_ flags: Mapping, _ output: inout Output, _ fields: inout FieldReader) {
    guard output.isLocal, let local = flags.entry("local") else { return }
    if output.isPersistent { fields.findings.add(.localAndPersistent, at: local.keyPlace) }
    if let cache = flags.entry("cache"), output.isCached {
      fields.findings.add(.localAndCached, at: cache.keyPlace)
    }
    output.isCached = false
  }
}
