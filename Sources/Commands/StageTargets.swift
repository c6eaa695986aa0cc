import Arguments
import Engine
import Identity
import PipelineModel

/// The stages that an editing verb speaks of, with the project's lock.
enum StageTargets {
  /// Takes the lock for `lockstep <verb>`, and finds the stages.
  static func open(
    _ targets: [String], for verb: String, in environment: Environment
  ) throws -> (WriteSession, [StageID]) {
    let context = try ProjectContext(environment)
    let session = try context.session(for: verb, in: environment)
    let selection = try StageSelection(targets, in: session.model, folder: context.folder, reach: .only)
    for note in selection.notes { environment.note(note) }
    var stages: [StageID] = []
    for index in selection.targets {
      let id = session.model.graph.stages[index].id
      if !stages.contains(id) { stages.append(id) }
    }
    return (session, stages)
  }
}

extension PositionalSpec {
  /// The stages that a verb edits.
  static let editedStages = PositionalSpec("STAGE", .some, help: "a stage, or FOLDER/pipeline.yaml:STAGE")
}
