package import Diagnostics
package import Documents
package import Identity

/// Reads a pipeline file: the schema of DVC 3's `dvc.yaml`, strictly, plus keys of our own.
///
/// It looks at the one document and the variables files it names, which the caller reads; not at other pipeline files,
/// which `PipelineChecks` does. A file without templates costs nothing for them: no variables file is read.
package enum PipelineReader {
  /// Reads a variables file of the project; nil where there is none.
  package typealias VariableSource = (RelativePath) throws(Diagnostics) -> Document?

  /// The pipeline that `document`, the pipeline file of `folder`, declares; an empty one declares no stages.
  ///
  /// `mayHoldTemplates` may be false where the text holds no `${`; `flags` says what mappings in commands become.
  /// - Throws: all that is wrong with the file, in its order, at most `Diagnostics.most`.
  package static func read(
    _ document: Document, folder: RelativePath, mayHoldTemplates: Bool = true,
    flags: CommandFlagStyle = CommandFlagStyle(), variables: @escaping VariableSource = { _ in nil }
  ) throws(Diagnostics) -> Pipeline {
    let (pipeline, problems) = reading(
      document, folder: folder, mayHoldTemplates: mayHoldTemplates, flags: flags, variables: variables)
    if !problems.isEmpty { throw Diagnostics(Findings.firstInOrder(problems)) }
    return pipeline
  }

  /// The pipeline as far as it can be read, and all that is wrong with the file.
  static func reading(
    _ document: Document, folder: RelativePath, mayHoldTemplates: Bool, flags: CommandFlagStyle,
    variables: @escaping VariableSource
  ) -> (pipeline: Pipeline, problems: [Diagnostic]) {
    var fields = FieldReader(file: document.file, folder: folder)
    var pipeline = Pipeline(folder: folder, file: document.file)
    if let root = document.root, !root.isNull, let mapping = fields.mapping(root, "a pipeline file") {
      var templates: TemplatedStageReader?
      if mayHoldTemplates || mapping["vars"] != nil || mapping["stages"].map(holdsGroups) ?? false {
        templates = TemplatedStageReader(mapping["vars"], source: variables, flags: flags, &fields)
        // Without its variables most of a file would seem wrong.
        if !fields.findings.all.isEmpty { return (pipeline, fields.findings.all) }
      }
      read(mapping, into: &pipeline, &templates, &fields)
      if let templates {
        pipeline.groups = templates.groups
        pipeline.warnings = templates.warnings
        let span = SourceSpan(file: document.file, line: 1, column: 1)
        pipeline.templateParams = Pipeline.requests(for: templates.uses, at: span)
      }
    }
    return (pipeline, fields.findings.all)
  }

  private static func holdsGroups(_ stages: Node) -> Bool {
    stages.mapping?.entries.contains { $0.value.mapping.map(TemplatedStageReader.needs) ?? false } ?? false
  }

  private static func read(
    _ mapping: Mapping, into pipeline: inout Pipeline, _ templates: inout TemplatedStageReader?,
    _ fields: inout FieldReader
  ) {
    for var entry in mapping.entries {
      if entry.key != "stages", entry.key != "vars", templates != nil {
        guard let value = templates?.resolve(entry, &fields) else { continue }
        entry.value = value
      }
      switch entry.key {
      case "stages": pipeline.stages = stages(entry.value, &templates, &fields)
      case "vars": break
      case "params": pipeline.params = listed(entry, &fields)
      case "metrics": pipeline.metrics = metrics(entry.value, &fields)
      case "plots": pipeline.plots = plots(entry.value, &fields)
      case "artifacts": pipeline.artifacts = ArtifactReader.read(entry.value, &fields)
      default:
        fields.refuse(
          entry, in: "the pipeline file", known: PipelineSchema.top, later: PipelineSchema.topLater)
      }
    }
  }

  private static func stages(
    _ node: Node, _ templates: inout TemplatedStageReader?, _ fields: inout FieldReader
  ) -> [Stage] {
    guard let mapping = fields.mapping(node, "'stages'") else { return [] }
    var stages: [Stage] = []
    stages.reserveCapacity(mapping.entries.count)
    for entry in mapping.entries {
      guard let name = StageName(entry.key), !entry.key.utf8.contains(UInt8(ascii: "@")) else {
        fields.findings.add(.badStageName(entry.key), at: entry.keyPlace)
        continue
      }
      guard let body = fields.mapping(entry.value, "stage '\(name)'") else { continue }
      if templates != nil {
        stages += templates?.stages(name, body, at: entry.keyPlace, &fields) ?? []
      } else if let stage = StageReader.read(body, named: name, at: entry.keyPlace, &fields) {
        stages.append(stage)
      }
    }
    return stages
  }

  private static func listed(_ entry: Mapping.Entry, _ fields: inout FieldReader) -> [Pipeline.Listed] {
    (fields.sequence(entry.value, "'\(entry.key)'") ?? []).compactMap { item in
      fields.path(item, "an entry of '\(entry.key)'", in: fields.folder).map {
        .init($0, at: item.place.span(in: fields.file))
      }
    }
  }

  private static func metrics(_ node: Node, _ fields: inout FieldReader) -> [MetricDeclaration] {
    var found: [MetricDeclaration] = []
    for item in fields.sequence(node, "'metrics'") ?? [] {
      guard let mapping = item.mapping else {
        if let path = fields.path(item, "an entry of 'metrics'", in: fields.folder) {
          found.append(MetricDeclaration(path, at: item.place.span(in: fields.file)))
        }
        continue
      }
      for entry in mapping.entries {
        let owner = "metrics file '\(entry.key)'"
        let path = fields.path(entry.key, at: entry.keyPlace, in: fields.folder)
        guard let rules = fields.mapping(entry.value, owner), let path else { continue }
        var metric = MetricDeclaration(path, at: entry.keyPlace.span(in: fields.file))
        for rule in rules.entries {
          if MetricReader.all.contains(rule.key) {
            MetricReader.read(rule, into: &metric, owner, &fields)
          } else {
            fields.refuse(rule, in: owner, known: MetricReader.all)
          }
        }
        found.append(metric)
      }
    }
    return found
  }

  private static func plots(_ node: Node, _ fields: inout FieldReader) -> [PlotDefinition] {
    var found: [PlotDefinition] = []
    for item in fields.sequence(node, "'plots'") ?? [] {
      guard let mapping = item.mapping else {
        if let id = item.string {
          found.append(PlotReader.read([], id: id, at: item.place, in: fields.folder, &fields))
        } else {
          fields.wrongType(item, "an entry of 'plots'", "a path")
        }
        continue
      }
      for entry in mapping.entries {
        let isBare = entry.value.isNull
        guard isBare || fields.mapping(entry.value, "plot '\(entry.key)'") != nil else { continue }
        let properties = entry.value.mapping?.entries ?? []
        found.append(
          PlotReader.read(properties, id: entry.key, at: entry.keyPlace, in: fields.folder, &fields))
      }
    }
    return found
  }
}
