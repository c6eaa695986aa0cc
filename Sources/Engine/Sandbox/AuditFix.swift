import Documents
package import Identity
import PipelineModel

/// Declares in the pipeline file what an audit found: what a stage reads as deps, what it writes as outs.
package struct AuditFix {
  private let session: WriteSession

  /// A fix in the project that `session` holds.
  package init(_ session: WriteSession) { self.session = session }

  /// Adds what was found to the stages, all of it or none.
  ///
  /// - Returns: the pipeline files written.
  /// - Throws: `Diagnostics` of stages that are generated or templates, or where the pipeline would not be valid.
  package func apply(_ findings: [(stage: StageID, findings: [SandboxFinding])]) throws -> [RelativePath] {
    var editor = PipelineEditor(session)
    for (id, found) in findings {
      guard let stage = session.model.graph.stages.first(where: { $0.id == id }) else { continue }
      try editor.refuseTemplate(id, verb: "change")
      for finding in found {
        switch finding {
        case .read(let path): try add(path, to: "deps", of: stage, &editor)
        case .wrote(let path): try add(path, to: "outs", of: stage, &editor)
        case .changedInput, .readOutside, .wroteOutside: continue
        }
      }
    }
    return try editor.save()
  }

  private func add(
    _ path: RelativePath, to key: String, of stage: Stage, _ editor: inout PipelineEditor
  ) throws {
    let place: [YAMLStep] = [.key("stages"), .key(stage.id.name.text)]
    let item = Node.string(String(decoding: path.relative(to: stage.workingFolder), as: UTF8.self))
    if try editor.entry(of: stage.id)?.value.mapping?[key]?.sequence == nil {
      try editor.apply(.set(place + [.key(key)], .sequence([item])), in: stage.id.folder)
    } else {
      try editor.apply(.append(item, to: place + [.key(key)]), in: stage.id.folder)
    }
  }
}
