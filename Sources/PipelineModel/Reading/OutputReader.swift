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
    if role == .plot, let items = entry.value.sequence {
      guard let path else { return nil }
      var output = Output(path, at: entry.keyPlace.span(in: fields.file), role: role)
      for item in items {
        guard let mapping = fields.mapping(item, "a plot of '\(entry.key)'") else { continue }
        output.plots.append(
          PlotReader.read(mapping.entries, id: entry.key, at: entry.keyPlace, in: folder, &fields))
      }
      return output
    }
    guard let flags = fields.mapping(entry.value, owner), let path else { return nil }
    var output = Output(path, at: entry.keyPlace.span(in: fields.file), role: role)
    var plot: [Mapping.Entry] = []
    var metric = MetricDeclaration(path, at: output.span)
    for flag in flags.entries {
      switch role {
      case .plot where PlotReader.keys.contains(flag.key): plot.append(flag)
      case .metric where MetricReader.all.contains(flag.key):
        MetricReader.read(flag, into: &metric, owner, &fields)
      default: read(flag, into: &output, owner, &fields)
      }
    }
    if !plot.isEmpty {
      output.plots = [PlotReader.read(plot, id: entry.key, at: entry.keyPlace, in: folder, &fields)]
    }
    if !metric.rule.isEmpty || !metric.keys.isEmpty { output.metric = metric }
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
    case "compare": output.comparison = comparison(flag.value, what, &fields) ?? .exact
    case "push": _ = fields.bool(flag.value, what)
    case "remote", "desc", "type": _ = fields.string(flag.value, what)
    case "labels":
      for label in fields.sequence(flag.value, what) ?? [] { _ = fields.string(label, "a label of \(owner)") }
    case "meta": break
    default:
      let more = output.role == .plot ? PlotReader.keys : output.role == .metric ? MetricReader.all : []
      let known = PipelineSchema.out + more
      fields.refuse(flag, in: owner, known: known)
    }
  }

  private static func comparison(
    _ node: Node, _ what: String, _ fields: inout FieldReader
  ) -> OutputComparison? {
    switch node.string {
    case "exact"?: return .exact
    case "ignore"?: return .ignore
    case "json"?: return .json(relative: 0, absolute: 0)
    default: break
    }
    guard let entry = node.mapping?.entry("json"), node.mapping?.entries.count == 1 else {
      fields.wrongType(node, what, "exact, ignore, or json with its tolerances")
      return nil
    }
    var (relative, absolute) = (0.0, 0.0)
    for part in fields.mapping(entry.value, "'json' of \(what)")?.entries ?? [] {
      switch part.key {
      case "rtol": relative = fields.number(part.value, "'rtol'")?.value ?? 0
      case "atol": absolute = fields.number(part.value, "'atol'")?.value ?? 0
      default: fields.refuse(part, in: "'json' of \(what)", known: ["rtol", "atol"])
      }
    }
    return .json(relative: relative, absolute: absolute)
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
