import Arguments
import Engine
import Identity
import PipelineModel

/// The stages that an editing verb speaks of, with the project's lock.
enum StageTargets {
  /// Takes the lock for `lockstep <verb>`, and finds the stages, and the groups without any.
  ///
  /// - Parameter takesGroups: whether the verb has a use for groups without members, so that nothing is to be said of them.
  static func open(
    _ targets: [String], for verb: String, takesGroups: Bool = false, in environment: Environment
  ) throws -> (session: WriteSession, stages: [StageID], emptyGroups: [StageID]) {
    let context = try ProjectContext(environment)
    let session = try context.session(for: verb, in: environment)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, reach: .only)
    for note in selection.notes where !takesGroups { environment.note(note) }
    var stages: [StageID] = []
    for index in selection.targets {
      let id = session.model.graph.stages[index].id
      if !stages.contains(id) { stages.append(id) }
    }
    return (session, stages, selection.emptyGroups)
  }
}

extension PositionalSpec {
  /// The stages that a verb edits.
  static let editedStages = PositionalSpec("STAGE", .some, help: "a stage, or FOLDER/pipeline.yaml:STAGE")
}
