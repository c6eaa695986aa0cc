import Diagnostics
import Documents
import Identity

/// Reads one stage of a pipeline file.
enum StageReader {
  /// The stage that `body` declares; nil where it has no command to run.
  static func read(
    _ body: Mapping, named name: StageName, at place: Place, _ fields: inout FieldReader
  ) -> Stage? {
    var stage = Stage(
      id: StageID(folder: fields.folder, name: name), span: place.span(in: fields.file), command: .list([]),
      workingFolder: fields.folder)
    // All paths of the stage are relative to it, wherever it stands.
    if let node = body["wdir"], let text = fields.string(node, "'wdir'") {
      stage.workingFolder = fields.folderPath(text, at: node.place, in: fields.folder) ?? fields.folder
      stage.workingFolderSpan = node.place.span(in: fields.file)
    }
    for entry in body.entries { read(entry, into: &stage, &fields) }
    stage.environment.sort { ExactText.precedes($0.name, $1.name) }
    StageRules.check(stage, files: fields.ownFiles, &fields.findings)
    guard body["cmd"] != nil else {
      fields.findings.add(.missingCommand(name), at: place)
      return nil
    }
    return stage
  }

  private static func read(_ entry: Mapping.Entry, into stage: inout Stage, _ fields: inout FieldReader) {
    let node = entry.value
    let what = "'\(entry.key)'"
    switch entry.key {
    case "cmd": stage.command = command(node, &fields) ?? stage.command
    case "wdir": break
    case "deps": DependencyReader.read(node, into: &stage, &fields)
    case "params": stage.params = ParamRequestReader.read(node, in: stage.workingFolder, &fields)
    case "outs": stage.outputs += OutputReader.read(node, .out, what, in: stage.workingFolder, &fields)
    case "metrics": stage.outputs += OutputReader.read(node, .metric, what, in: stage.workingFolder, &fields)
    case "plots": stage.outputs += OutputReader.read(node, .plot, what, in: stage.workingFolder, &fields)
    case "env": stage.environment = EnvironmentReader.read(node, &fields)
    case "frozen": stage.isFrozen = fields.bool(node, what) ?? false
    case "always_changed": stage.isAlwaysChanged = fields.bool(node, what) ?? false
    case "desc": stage.summary = fields.string(node, what)
    case "meta": stage.meta = node
    default:
      if readTerms(entry, into: &stage, &fields) { return }
      fields.refuse(
        entry, in: "stage '\(stage.id.name)'", known: PipelineSchema.stage)
    }
  }

  private static func command(_ node: Node, _ fields: inout FieldReader) -> Stage.Command? {
    if let items = node.sequence {
      if items.isEmpty { fields.findings.add(.emptyCommand, at: node.place) }
      return .list(items.compactMap { line($0, "a command of 'cmd'", &fields) })
    }
    if node.mapping != nil || node.isNull {
      fields.wrongType(node, "'cmd'", "a string or a list of strings")
      return nil
    }
    return line(node, "'cmd'", &fields).map { .script($0) }
  }

  /// A command of one text.
  static func line(_ node: Node, _ what: String, _ fields: inout FieldReader) -> String? {
    guard let text = fields.string(node, what) else { return nil }
    if text.utf8.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
      fields.findings.add(.emptyCommand, at: node.place)
    } else if text.utf8.contains(0) {
      fields.findings.add(.commandHoldsNul, at: node.place)
    }
    return text
  }
}
