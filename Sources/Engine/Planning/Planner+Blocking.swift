import Diagnostics
import Identity
import PipelineModel

// What keeps a stage from running though its inputs are known.
extension Planner {
  /// What is wrong with the folder in which the command of `stage` would run; nil where it is there, or may be made by then.
  func missingFolder(of stage: Int) -> Diagnostic? {
    let declared = graph.stages[stage]
    let folder = declared.workingFolder
    if folder.isRoot || declared.isLocal || options.judgesByRecord || facts.isFolder(folder) { return nil }
    if graph.upstream(of: stage).contains(where: selection.contains) { return nil }
    let isMade = graph.stages.contains { other in
      other.id != declared.id && other.outputs.contains { $0.path.overlaps(folder) }
    }
    if isMade { return nil }
    return Diagnostic(
      "stage '\(declared.id)' runs in '\(folder)', which is no folder", at: declared.workingFolderSpan,
      hint: "make it before the stage runs, or let the command make it and enter it")
  }

  /// What is said of an out of a frozen stage that nobody can give back.
  func lost(_ out: Output, _ stage: Stage) -> Diagnostic {
    Diagnostic(
      "frozen stage '\(stage.id)' has lost its out '\(out.path)', which the cache has not got", at: out.span,
      hint: "'lockstep unfreeze \(stage.id)' lets it run")
  }
}
