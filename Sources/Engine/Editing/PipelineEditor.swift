import Diagnostics
package import Documents
package import Identity
import PipelineModel
import Platform

/// Changes pipeline files in place, under the project's lock: all of them or none.
///
/// Nothing is written before the whole project was read with the changes and found valid.
package struct PipelineEditor {
  private let session: WriteSession
  /// The files that were looked at, by their folders; those that changed are written.
  private var edits: [RelativePath: YAMLEdit] = [:]
  private var originals: [RelativePath: [UInt8]] = [:]

  /// An editor of the project that `session` holds.
  package init(_ session: WriteSession) { self.session = session }

  private static func path(_ folder: RelativePath) throws -> RelativePath {
    try folder.appending(name: Array(Pipeline.fileName.utf8))
  }

  private mutating func edit(_ folder: RelativePath) throws -> YAMLEdit {
    if let edit = edits[folder] { return edit }
    let path = try Self.path(folder)
    let limit = DocumentLimits.standard.bytes + 1
    let bytes = try session.project.workspace.readIfPresent(path, limit: limit)
    let edit = try YAMLEdit(bytes ?? [], file: path.description)
    edits[folder] = edit
    originals[folder] = bytes
    return edit
  }

  /// Makes a change of the pipeline file in `folder`, which need not be there yet.
  package mutating func apply(_ change: YAMLChange, in folder: RelativePath) throws {
    var edit = try edit(folder)
    try edit.apply(change)
    edits[folder] = edit
  }

  /// What the pipeline file in `folder` says.
  package mutating func root(of folder: RelativePath) throws -> Node? { try edit(folder).root }

  /// How `stage` is written, and where its name stands; nil where its file does not name it.
  package mutating func entry(of stage: StageID) throws -> Mapping.Entry? {
    try root(of: stage.folder)?.mapping?["stages"]?.mapping?.entry(stage.name.text)
  }

  /// Refuses stages that are generated, or written with templates: `verb` would have to change what makes them.
  ///
  /// - Throws: `Diagnostics`, at the stage.
  package mutating func refuseTemplate(_ stage: StageID, verb: String) throws {
    let file = try Self.path(stage.folder).description
    let entry = try entry(of: stage)
    if let entry, !isTemplate(entry.value) { return }
    let group = stage.name.text.prefix { $0 != "@" }
    let made = try root(of: stage.folder)?.mapping?["stages"]?.mapping?.entry(String(group))
    let span = (entry ?? made)?.keyPlace.span(in: file)
    throw Diagnostics([
      Diagnostic(
        "cannot \(verb) the parametrized stage '\(stage.name)'", at: span,
        hint: "edit \(file) by hand: the stage is "
          + (entry == nil || isGroup(entry?.value) ? "made by a template" : "written with '${…}'"))
    ])
  }

  private func isGroup(_ body: Node?) -> Bool {
    body?.mapping.map { body in ["foreach", "matrix", "do"].contains { body[$0] != nil } } ?? false
  }

  private func isTemplate(_ body: Node) -> Bool {
    if isGroup(body) { return true }
    var waiting = [body]
    while let node = waiting.popLast() {
      switch node.value {
      case .scalar(let scalar): if scalar.text.contains("${") { return true }
      case .sequence(let items): waiting += items
      case .mapping(let mapping):
        if mapping.entries.contains(where: { $0.key.contains("${") }) { return true }
        waiting += mapping.entries.map(\.value)
      }
    }
    return false
  }

  /// Reads the whole project as it would be, and writes the files that changed, each whole or not at all.
  ///
  /// - Parameter first: what else is changed, once it is known that nothing is wrong and before a file is written.
  /// - Returns: the files written.
  /// - Throws: `Diagnostics` of what would be wrong, before anything is written.
  @discardableResult
  package func save(first: () throws -> Void = {}) throws -> [RelativePath] {
    let texts = try changed()
    try check(texts)
    try first()
    let workspace = session.project.workspace
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      let permissions = try workspace.status(path, followingLinks: true)?.permissions
      try workspace.replace(path, with: text, permissions: permissions ?? 0o666, scratch: session.project.own)
    }
    return texts.keys.sorted()
  }

  /// Reads the whole project as it would be.
  ///
  /// - Throws: `Diagnostics` of what would be wrong.
  package func check() throws { try check(changed()) }

  /// The files that changed.
  private func changed() throws -> [RelativePath: [UInt8]] {
    var texts: [RelativePath: [UInt8]] = [:]
    for (folder, edit) in edits where edit.bytes != originals[folder] ?? [] {
      texts[try Self.path(folder)] = edit.bytes
    }
    return texts
  }

  private func check(_ texts: [RelativePath: [UInt8]]) throws {
    let files = OverlaidFiles(
      workspace: session.project.workspace, texts: texts,
      commandFlags: session.project.configuration.commandFlags)
    let (pipelines, problems) = try PipelineFinder(in: files).pipelines()
    if let other = problems.first(where: { !($0 is Diagnostics) }) { throw other }
    let wrong = problems.flatMap { ($0 as? Diagnostics)?.all ?? [] }
    if !wrong.isEmpty { throw Diagnostics(wrong.map { clear($0, of: texts) }) }
    let graph = StageGraph(stages: pipelines.flatMap(\.stages))
    let clashes = PipelineChecks.check(graph, pipelines: pipelines)
    if !clashes.isEmpty { throw Diagnostics(clashes.map { clear($0, of: texts) }) }
  }

  /// A diagnostic without its place, where that is in a text which is not written: the lines there are others.
  private func clear(_ diagnostic: Diagnostic, of texts: [RelativePath: [UInt8]]) -> Diagnostic {
    let unwritten = Set(texts.keys.map(\.description))
    var result = diagnostic
    if let span = result.span, unwritten.contains(span.file) { result.span = nil }
    result.notes.removeAll { $0.span.map { unwritten.contains($0.file) } ?? false }
    return result
  }
}
