package import Diagnostics
import Documents
package import Identity
import PipelineModel

/// Declares in the pipeline file what an audit found: what a stage reads as deps, what it writes as outs.
package struct AuditFix {
  private let session: WriteSession

  /// What became of it.
  package struct Outcome {
    /// The pipeline files written.
    package var files: [RelativePath]
    /// Why some of it is left to be declared by hand.
    package var left: [Diagnostic]
  }

  /// Something that a stage touches, and the list that it belongs in.
  private typealias Declaration = (path: RelativePath, key: String)

  /// A fix in the project that `session` holds.
  package init(_ session: WriteSession) { self.session = session }

  /// Adds what was found to the stages, but for those that are generated or written with templates, and those that could not
  /// be as they would be then.
  package func apply(_ findings: [(stage: StageID, findings: [SandboxFinding])]) throws -> Outcome {
    var editor = PipelineEditor(session)
    var left: [Diagnostic] = []
    var found: [(stage: Stage, declarations: [Declaration])] = []
    for (id, findings) in findings {
      let declarations = findings.compactMap(Self.declaration)
      guard !declarations.isEmpty, let stage = session.model.graph.stages.first(where: { $0.id == id }) else {
        continue
      }
      do {
        try editor.refuseTemplate(id, verb: "change")
        found.append((stage, declarations))
      } catch let error as Diagnostics {
        // One entry makes all members of a group, and is named once.
        left += error.all.filter { problem in !left.contains { $0.span == problem.span } }
      }
    }
    // All at once, as the whole project is read to see whether it holds; by themselves where it does not.
    var whole = editor
    do {
      for (stage, declarations) in found { try declare(declarations, of: stage, &whole) }
      return Outcome(files: try whole.save(), left: left)
    } catch is Diagnostics {
      for (stage, declarations) in found {
        var trial = editor
        do {
          try declare(declarations, of: stage, &trial)
          try trial.check()
          editor = trial
        } catch let error as Diagnostics {
          left += error.all
        }
      }
    }
    return Outcome(files: try editor.save(), left: left)
  }

  private static func declaration(_ finding: SandboxFinding) -> Declaration? {
    switch finding {
    case .read(let path, _): (path, "deps")
    case .wrote(let path, _): (path, "outs")
    case .changedInput, .readOutside, .wroteOutside: nil
    }
  }

  private func declare(
    _ declarations: [Declaration], of stage: Stage, _ editor: inout PipelineEditor
  ) throws {
    let place: [YAMLStep] = [.key("stages"), .key(stage.id.name.text)]
    for (path, key) in declarations {
      let item = Node.string(String(decoding: path.relative(to: stage.workingFolder), as: UTF8.self))
      if try editor.entry(of: stage.id)?.value.mapping?[key]?.sequence == nil {
        try editor.apply(.set(place + [.key(key)], .sequence([item])), in: stage.id.folder)
      } else {
        try editor.apply(.append(item, to: place + [.key(key)]), in: stage.id.folder)
      }
    }
  }
}
