import Engine
import Identity
import PipelineModel
import Platform
import Store

extension DVCImport {
  /// Writes the files, puts back what is missing, and records the results that hold.
  ///
  /// - Parameter environment: the variables of this process.
  /// - Parameter onWait: called with the holder of the project's lock before waiting for it.
  package mutating func carryOut(
    environment: [(name: String, value: String)], onWait: @escaping (String) -> Void
  ) throws {
    _ = try Project.create(at: root)
    let project = try Project(root: root)
    for (path, text) in texts.sorted(by: { $0.key < $1.key }) {
      try project.workspace.replace(path, with: text, scratch: project.own)
    }
    for (path, md5) in missing.sorted(by: { $0.key < $1.key }) {
      if try putBack(path, md5, in: project) { notePutBack(path) }
    }
    let session = try WriteSession(project, command: "lockstep import dvc", onWait: onWait)
    let facts = try WorkspaceFacts(
      project, graph: graph, environment: environment, threads: Threads.processorCount)
    for (index, stage) in report.stages.enumerated() where stage.verdict == .carriedOver {
      guard let place = graph.stages.firstIndex(where: { $0.id == stage.id }) else { continue }
      if let why = try record(place, facts, session) { set(.leftToRun(why), at: index) }
    }
    try session.close()
  }

  // MARK: Data

  /// Makes `path`, where nothing stands, what DVC's cache has under `md5`; false where its bytes are others.
  private func putBack(_ path: RelativePath, _ md5: String, in project: Project) throws -> Bool {
    guard try project.workspace.status(path) == nil else { return false }
    let building = try RelativePath("tmp/import-\(CurrentProcess.identifier)-\(SystemClock.monotonic)")
    try project.own.makeFolders(building.parent)
    guard try build(building, md5, in: project.own) else {
      if try project.own.status(building) != nil { try project.own.removeTree(building) }
      return false
    }
    try project.workspace.makeFolders(path.parent)
    try project.own.rename(building, to: path, in: project.workspace)
    return true
  }

  private func build(_ path: RelativePath, _ md5: String, in folder: Folder) throws -> Bool {
    if let digest = MD5Digest(hex: md5) { return try cache.copy(digest, to: path, of: folder) }
    guard md5.hasSuffix(".dir"), let digest = MD5Digest(hex: String(md5.dropLast(4))),
      let members = cache.members(of: digest)
    else { return false }
    try folder.makeFolder(path)
    for member in members {
      let place = try path.appending(member.path)
      try folder.makeFolders(place.parent)
      guard try cache.copy(member.md5, to: place, of: folder) else { return false }
    }
    return true
  }

  // MARK: Results

  /// Records what stands as the result of a stage; says why, where it cannot.
  private func record(_ index: Int, _ facts: WorkspaceFacts, _ session: WriteSession) throws -> String? {
    var stage = graph.stages[index]
    if session.model.lock.results[stage.id] != nil { return nil }
    // A frozen stage is asked for its inputs as if it could run.
    stage.isFrozen = false
    var stages = graph.stages
    stages[index] = stage
    let planner = Planner(
      graph: graph.stages[index].isFrozen ? StageGraph(stages: stages) : graph,
      selection: [index], results: [:], facts: facts, options: PlanOptions())
    let plan = planner.decide(index, after: [:])
    guard let inputs = plan.inputs, let key = plan.key else {
      return plan.reasons.isEmpty ? "its inputs cannot be read" : plan.reasonText
    }
    let store = try session.project.store()
    var records: [OutputRecord] = []
    for output in stage.outputs {
      let isStored = output.isCached || output.role != .out
      let found =
        isStored
        ? try store.stage(output.path, of: session.project.workspace)
        : try facts.measurement(of: output.path, view: .output)
      guard let found else { return "its out '\(output.path)' is gone" }
      facts.learn(output.path, found)
      records.append(OutputRecord(output.path, found.content, size: found.size))
    }
    // What was hashed now must be what was compared with dvc.lock before.
    for path in stage.dependencies.map(\.path) + stage.outputs.map(\.path) where !measure.isUnchanged(path) {
      return "'\(path)' changed meanwhile"
    }
    try store.flush()
    if stage.isRecordable { try RunRecords(in: store.folder).add(records, key: key) }
    session.set(stage.id, StageRecord(key: key, inputs: inputs, outputs: records))
    return nil
  }
}
