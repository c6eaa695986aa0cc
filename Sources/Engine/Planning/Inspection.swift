import Diagnostics
package import Identity
import PipelineModel
import Platform
import Store

/// A look at the project that changes nothing and waits for nobody: what `status`, `explain` and `--dry` show.
package struct Inspection {
  /// What the project's files declare and hold.
  package let model: ProjectModel
  /// What would be done, and why.
  package let plan: Plan
  /// Why the stat cache was of no use, if it was not.
  package let note: String?

  /// What is worth a word: about the targets, and about run records that could not be read.
  package let notes: [String]

  /// Looks at the stages that `targets` name, as `selecting` widens them.
  package init(
    _ project: Project, targets: [String], folder: RelativePath,
    selecting: StageSelection.Options = StageSelection.Options(), options: PlanOptions,
    environment: [(name: String, value: String)], overlay: ParamsOverlay = ParamsOverlay()
  ) throws {
    model = try ProjectModel(project, overlay: overlay)
    let selection = try StageSelection(targets, in: model, folder: folder, options: selecting)
    let facts = try WorkspaceFacts(
      project, graph: selection.graph, environment: environment, threads: Threads.processorCount,
      overlay: overlay)
    facts.prefetch(selection.stages)
    var plan = Planner(
      graph: selection.graph, selection: selection.stages,
      results: model.lock.results(withUndeclared: options.allowsMissing), facts: facts,
      options: options, trustsKeys: model.lock.isVerified
    ).plan()
    Self.noteSeveralResults(in: &plan, RunRecords.known(of: project))
    self.plan = plan
    notes =
      selection.notes
      + facts.damagedRecords.sorted().map { RunRecords.note(ofDamaged: $0, isAside: false) }
    project.statCache.save()
    note = project.statCache.note
  }

  /// Says of stages whose inputs gave several results that they did; others cost nothing, as there is a list of those
  /// keys.
  private static func noteSeveralResults(in plan: inout Plan, _ records: RunRecords?) {
    guard let records else { return }
    let keys = records.severalResultKeys()
    guard !keys.isEmpty else { return }
    for index in plan.stages.indices {
      guard let key = plan.stages[index].key, keys.contains(key) else { continue }
      let count = records.count(of: key)
      if count > 1 { plan.stages[index].reasons.append(.severalResults(count)) }
    }
  }
}
