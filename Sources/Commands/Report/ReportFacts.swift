import Diagnostics
import Engine
import History
import Identity
import PipelineModel
import Platform

/// All that a report tells, gathered once: of the workspace, of the base, and of the commits before.
struct ReportFacts {
  /// The project's folder, by its name.
  let project: String
  /// Where the user stands.
  let folder: RelativePath
  /// The stages of all pipelines, and what would be done with each.
  let inspection: Inspection
  /// The stages that `repro` takes where the user stands; where that is none, all of them.
  let ownStages: Set<StageID>
  /// How long each took when it last ran here.
  let timings: StageTimings
  /// The metrics of the workspace.
  let metrics: ValueReport
  /// What the workspace is compared with; nil where there is nothing to compare with.
  var base: ReportBase?
  /// The metrics of the branch's commits, newest first; nil without commits.
  var log: MetricsLog?
  /// The plots, against the base.
  let figures: [PlotFigure]
  /// The locks and their hashes.
  let locks: [(path: RelativePath, digest: Digest)]
  /// What is worth knowing and no failure, such as that there is no commit to compare with.
  var notes: [String] = []
  /// Whether there is a base, which this clone lacks.
  var lacksBase = false
  /// What could not be looked at.
  var problems: [Diagnostic]

  /// How many commits are shown.
  private static let mostCommits = 50

  /// Gathers what `--base`, or the base found by itself, and the workspace hold.
  ///
  /// - Throws: `HistoryProblem` where the user named a base that there is not; what is wrong with pipeline files.
  init(_ environment: Environment, base named: String?) throws {
    let history = try HistoryContext(environment, targets: [])
    if history.isBare { throw HistoryProblem.bare }
    let context = try ProjectContext(environment)
    project = context.project.workspace.path.description.split(separator: "/").last.map(String.init) ?? "/"
    folder = context.folder
    inspection = try Inspection(
      context.project, targets: [], folder: .root, selecting: .init(reach: .everything),
      options: PlanOptions(),
      environment: environment.variables)
    let own = Self.ownStages(inspection, context.folder)
    ownStages = own
    var ownPlan = inspection.plan
    ownPlan.stages.removeAll { !own.contains($0.id) }
    timings = StageTimings(in: context.project.own)
    let now = try history.history.snapshot(.workspace)
    metrics = now.report(.metrics)
    let params = now.report(.params)
    problems = metrics.problems + params.problems
    var sources = [PlotSource(now)]
    do {
      let pair = try history.history.pair(
        RevisionRequest(base: named.map(RevisionRequest.Base.init) ?? .auto))
      let snapshot = try history.history.snapshot(pair.old)
      let found = ReportBase(
        snapshot, metrics: metrics, params: params, results: inspection.model.lock.results, &problems)
      base = found
      sources.insert(PlotSource(snapshot), at: 0)
    } catch let problem as HistoryProblem {
      if named != nil { throw problem }
      lacksBase = problem.isLack
      if lacksBase {
        problems.append(problem.diagnostic)
      } else {
        notes.append("nothing to compare with: \(Self.text(of: problem.diagnostic))")
      }
    }
    do {
      log = try history.history.log(
        nil, limit: Self.mostCommits, targets: [], memory: LogMemory(in: context.project.own))
    } catch is HistoryProblem {
      // The note above says why there are no commits.
    }
    figures = PlotCollector(sources: sources, request: .none).figures([])
    for figure in figures { problems += figure.problems }
    locks = inspection.model.pipelines.compactMap { pipeline in
      guard let path = try? pipeline.folder.appending(name: Array(Pipeline.lockName.utf8)),
        let bytes = try? context.project.workspace.read(path)
      else { return nil }
      return (path, SHA256Hasher.digest(of: bytes))
    }
    problems += ownPlan.problems
    var seen: Set<Diagnostic> = []
    problems = problems.filter { seen.insert($0).inserted }
  }
}

extension ReportFacts {
  private static func ownStages(_ inspection: Inspection, _ folder: RelativePath) -> Set<StageID> {
    let graph = inspection.model.graph
    guard let selection = try? StageSelection([], in: inspection.model, folder: folder) else {
      return Set(graph.stages.map(\.id))
    }
    return Set(selection.stages.map { graph.stages[$0].id })
  }

  /// Whether the stage cannot run and is none that `repro` takes here, such as one of an example without its data.
  func isAside(_ plan: StagePlan) -> Bool { plan.state == .blocked && !ownStages.contains(plan.id) }

  /// What is wrong and what to do about it, in one line.
  static func text(of diagnostic: Diagnostic) -> String {
    diagnostic.message + (diagnostic.hint.map { " (\($0))" } ?? "")
  }

  /// The graph of the stages.
  var pictures: [StagePictures.Picture] { StagePictures(inspection, timings, isAside: isAside).pictures }

  /// How long `stage` took when it last ran here, what memory, and when: `12.3 s, 210 MiB, 2026-11-18`.
  func lastRun(of stage: StageID) -> String {
    guard let timing = timings[stage] else { return "-" }
    let date = CommitDate(seconds: Int(timing.endedAt), minutesEast: 0)
    return "\(Quantity.duration(timing.wallTime)), \(Quantity.size(timing.peakMemory)), \(date.day)"
  }
}

extension HistoryProblem {
  /// Whether there is something to compare with, and this clone lacks it.
  fileprivate var isLack: Bool {
    switch self {
    case .historyEnds, .missingObject, .tooLarge, .cannotStart: true
    default: false
    }
  }
}

/// What the workspace is compared with, and what came of it.
struct ReportBase {
  /// What the base is called.
  let name: String
  /// What became of metrics, without those of data quality.
  let metrics: ValueDiff
  /// How many values of data quality changed.
  let changedQuality: Int
  /// What became of params.
  let params: ValueDiff
  /// The stages whose results are not those of the base, in the order of their names.
  let reran: [StageID]

  init(
    _ snapshot: ProjectSnapshot, metrics: ValueReport, params: ValueReport, results: [StageID: StageRecord],
    _ problems: inout [Diagnostic]
  ) {
    name = snapshot.revision.name
    let oldMetrics = snapshot.report(.metrics)
    let oldParams = snapshot.report(.params)
    problems += oldMetrics.problems + oldParams.problems
    var diff = ValueDiff(from: oldMetrics, to: metrics, rule: .number)
    changedQuality = diff.changed.count { DataQuality.isReport($0.path) }
    diff.rows.removeAll { DataQuality.isReport($0.path) }
    self.metrics = diff
    self.params = ValueDiff(from: oldParams, to: params, rule: .text)
    do {
      let before = try snapshot.results()
      reran = results.filter { id, record in
        guard let old = before[id] else { return true }
        return old.key != record.key || old.outputs != record.outputs
      }.keys.sorted { $0.description < $1.description }
    } catch let error as Diagnostics {
      problems += error.all
      reran = []
    } catch {
      problems.append(Diagnostic("the lock of '\(name)' cannot be read: \(error)"))
      reran = []
    }
  }
}
