package import Diagnostics
package import Documents
package import Identity

/// Reads a pipeline file: the schema of DVC 3's `dvc.yaml`, strictly, plus `env` and `local`.
///
/// It looks at the one document only: not at the disk, and not at other pipeline files, which `PipelineChecks` does.
/// `${…}` is ordinary text: this version has no templates, and shell scripts use the same spelling.
package enum PipelineReader {
  /// The pipeline that `document`, the pipeline file of `folder`, declares; an empty one declares no stages.
  ///
  /// - Throws: all that is wrong with the file, in its order, at most `Diagnostics.most`.
  package static func read(
    _ document: Document, folder: RelativePath
  ) throws(Diagnostics) -> Pipeline {
    var fields = FieldReader(file: document.file, folder: folder)
    var pipeline = Pipeline(folder: folder, file: document.file)
    if let root = document.root, !root.isNull {
      if let mapping = fields.mapping(root, "a pipeline file") {
        read(mapping, into: &pipeline, &fields)
      }
    }
    try fields.findings.check()
    return pipeline
  }

  private static func read(_ mapping: Mapping, into pipeline: inout Pipeline, _ fields: inout FieldReader) {
    for entry in mapping.entries {
      switch entry.key {
      case "stages": pipeline.stages = stages(entry.value, &fields)
      case "params": pipeline.params = listed(entry, &fields)
      case "metrics": pipeline.metrics = listed(entry, &fields)
      case "plots": pipeline.plots = listed(entry, &fields)
      default:
        fields.refuse(
          entry, in: "the pipeline file", known: PipelineSchema.top, later: PipelineSchema.topLater)
      }
    }
  }

  private static func stages(_ node: Node, _ fields: inout FieldReader) -> [Stage] {
    guard let mapping = fields.mapping(node, "'stages'") else { return [] }
    var stages: [Stage] = []
    stages.reserveCapacity(mapping.entries.count)
    for entry in mapping.entries {
      guard let name = StageName(entry.key), !entry.key.utf8.contains(UInt8(ascii: "@")) else {
        fields.findings.add(.badStageName(entry.key), at: entry.keyPlace)
        continue
      }
      guard let body = fields.mapping(entry.value, "stage '\(name)'") else { continue }
      if let stage = StageReader.read(body, named: name, at: entry.keyPlace, &fields) { stages.append(stage) }
    }
    return stages
  }

  private static func listed(_ entry: Mapping.Entry, _ fields: inout FieldReader) -> [Pipeline.Listed] {
    guard let items = fields.sequence(entry.value, "'\(entry.key)'") else { return [] }
    var found: [Pipeline.Listed] = []
    for item in items {
      if entry.key == "plots", let mapping = item.mapping {
        for plot in mapping.entries {
          guard let path = fields.path(plot.key, at: plot.keyPlace, in: fields.folder) else { continue }
          found.append(.init(path, at: plot.keyPlace.span(in: fields.file), annotations: plot.value))
        }
      } else if let path = fields.path(item, "an entry of '\(entry.key)'", in: fields.folder) {
        found.append(.init(path, at: item.place.span(in: fields.file)))
      }
    }
    return found
  }
}
