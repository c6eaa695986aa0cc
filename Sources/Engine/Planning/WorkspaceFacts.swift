package import Diagnostics
import Documents
package import Identity
package import PipelineModel
import Platform
package import Store

/// The facts of a real workspace, each found out once.
///
/// Used by one thread at a time.
package final class WorkspaceFacts: PlanningFacts {
  private let project: Project
  let graph: StageGraph
  let reader: ContentReader
  private let environment: [String: String]
  private let overlay: ParamsOverlay
  private(set) var measured: [Question: Result<Measurement?, StoreError>] = [:]
  /// The variables of the environment that were asked for, and their values.
  private(set) var variablesAsked: [String: String?] = [:]
  /// The questions about paths that are a part of an out, or hold one.
  private var mixed: Set<Question> = []
  /// The run records that were asked for and are damaged, as paths in the cache.
  private(set) var damagedRecords: Set<RelativePath> = []
  private(set) var globMatches: [String: Result<[RelativePath], Diagnostic>] = [:]
  private let globExpansion: GlobExpansion
  private let commandOutputs: CommandOutputs
  private var paramsStatus: [RelativePath: FileStatus?] = [:]
  private var paramsOfStage: [Int: (records: [ParamRecord], diagnostics: [Diagnostic])] = [:]
  private var paramsFiles: [RelativePath: Result<ParamsDocument, ParamsFailure>] = [:]

  struct Question: Hashable {
    var path: RelativePath
    var view: ContentView
  }

  private enum ParamsFailure: Error {
    case missing
    case unreadable([Diagnostic])
  }

  /// The facts of `project`.
  package init(
    _ project: Project, graph: StageGraph, environment: [(name: String, value: String)], threads: Int,
    overlay: ParamsOverlay = ParamsOverlay()
  ) throws {
    self.project = project
    self.overlay = overlay
    self.graph = graph
    self.environment = Dictionary(
      environment.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let rules = try IgnoreRules.read(in: project.workspace)
    globExpansion = GlobExpansion(project.workspace, isIgnored: rules.predicate)
    commandOutputs = CommandOutputs(root: project.workspace.path, environment: environment)
    reader = ContentReader(
      workspace: project.workspace, cache: project.statCache, objects: project.objectsFolder,
      threads: threads, ignored: rules.names)
  }

  /// How `path` is looked at.
  func view(of path: RelativePath) -> ContentView { graph.view(of: path) }

  /// How much was read from files so far.
  package var hashed: ContentSize { reader.hashed }

  /// Measures, all at once, what planning `stages` will ask for.
  package func prefetch(_ stages: some Sequence<Int>) {
    var questions: [Question] = []
    var seen: Set<Question> = []
    func ask(_ path: RelativePath, _ view: ContentView) {
      let question = Question(path: path, view: view)
      if measured[question] == nil, seen.insert(question).inserted { questions.append(question) }
    }
    for stage in stages {
      let declared = graph.stages[stage]
      for out in declared.outputs where !out.isLocal { ask(out.path, .output) }
      for dependency in declared.dependencies where graph.producers(of: dependency.path).isEmpty {
        ask(dependency.path, .source)
      }
    }
    let results = reader.measure(questions.map { ($0.path, $0.view) })
    for (question, result) in zip(questions, results) { measured[question] = result }
  }

  /// The folders that were measured; nil where something was found out that no stat proves: bytes that were read just
  /// now, the output of a command, or so many files that looking at them twice would be felt.
  var provableFolders: [Standstill.MeasuredFolder]? {
    guard !commandOutputs.wasAsked, reader.hashed.files == 0 else { return nil }
    var folders: [Standstill.MeasuredFolder] = []
    var files = 0
    for (question, result) in measured {
      guard let found = try? result.get(), found.content.kind == .tree else { continue }
      files += found.size.files
      folders.append(.init(path: question.path, view: question.view, digest: found.content.digest))
    }
    return files <= Self.mostProvableFiles ? folders.sorted { $0.path < $1.path } : nil
  }

  private static let mostProvableFiles = 20_000

  /// Forgets what was measured of the outs of `stage`, and of paths that hold them or lie in them.
  package func forget(outsOf stage: Stage) {
    globMatches = [:]
    for out in stage.outputs {
      measured[Question(path: out.path, view: .output)] = nil
      for question in mixed where question.path.overlaps(out.path) { measured[question] = nil }
    }
  }

  /// Measures what is asked, anew; what must be read first, and then nothing is measured, where that is `bytes` or more.
  func look(at questions: [Question], from bytes: Int64, share: Int) -> HashAhead? {
    guard !questions.isEmpty else { return nil }
    switch reader.look(at: questions.map { ($0.path, $0.view) }, from: bytes, share: share) {
    case .large(let hashing): return hashing
    case .measured(let results):
      for (question, result) in zip(questions, results) { note(question, result) }
      return nil
    }
  }

  private func note(_ question: Question, _ result: Result<Measurement?, StoreError>) {
    measured[question] = result
    let producers = graph.producers(of: question.path).map { graph.stages[$0] }
    if producers.contains(where: { stage in !stage.outputs.contains { $0.path == question.path } }) {
      mixed.insert(question)
    }
  }

  /// What differs in the workspace from `inputs`, whose deps were just looked at, and the params of `stage`; empty where
  /// they stand.
  func differences(of stage: Stage, from inputs: StageInputs) -> [String] {
    var changes: [String] = []
    for record in inputs.dependencies {
      guard case .content(let content) = record.identification else { continue }
      let found = (try? measurement(of: record.path, view: view(of: record.path))) ?? nil
      guard found?.content != content else { continue }
      changes.append(change(of: record.path, from: content, to: found?.content))
    }
    if !stage.globs.isEmpty {
      globMatches = [:]
      let known = Set(inputs.dependencies.map(\.path))
      let now = stage.globs.flatMap { (try? matches(of: $0).get()) ?? [] }
      changes += Set(now).subtracting(known).filter { !stage.makes($0) }.sorted().map { "'\($0)'" }
    }
    refreshParams(of: stage)
    for change in paramChanges(inputs.params, resolve(stage.params).records) { changes.append(change) }
    return changes
  }

  /// What changed at `path`: of a folder the first file in it, and how many more there are.
  private func change(of path: RelativePath, from old: Content, to new: Content?) -> String {
    guard old.kind == .tree, let new, new.kind == .tree else { return "'\(path)'" }
    let files = reader.changes(below: path, view: view(of: path), from: old.digest, to: new.digest)
    let first = files.first ?? path
    let more = files.count > 1 ? " and \(files.count - 1) more" : ""
    let folder = first == path ? "" : " in '\(path)'"
    return "'\(first)'\(more)\(folder) (what programs leave in it can stand in \(IgnoreRules.fileName))"
  }

  private func paramChanges(_ old: [ParamRecord], _ new: [ParamRecord]) -> [String] {
    guard old != new else { return [] }
    return Set(Set(old).symmetricDifference(new).map { "param '\($0.key.text)'" }).sorted()
  }

  /// Reads the params files of `stage` again where their stat says that they changed.
  private func refreshParams(of stage: Stage) {
    for file in Set(stage.params.map(\.file)) {
      let status = (try? project.workspace.status(file, followingLinks: true)) ?? nil
      if paramsStatus[file] != .some(status) {
        paramsFiles[file] = nil
        paramsOfStage = [:]
      }
    }
  }

  /// Forgets what was measured of the deps that no stage makes, so that they are looked at again, and params likewise.
  package func refresh(inputsOf stage: Stage) {
    for glob in stage.globs {
      for path in (try? globMatches[glob.pattern]?.get()) ?? [] {
        measured[Question(path: path, view: .source)] = nil
      }
      globMatches[glob.pattern] = nil
    }
    for dependency in stage.dependencies {
      measured[Question(path: dependency.path, view: .source)] = nil
    }
    refreshParams(of: stage)
  }

  /// Takes for granted what is known otherwise, such as an out that was hashed on its way into the cache.
  package func learn(_ path: RelativePath, _ found: Measurement) {
    measured[Question(path: path, view: .output)] = .success(found)
  }

  package func measurement(of path: RelativePath, view: ContentView) throws(StoreError) -> Measurement? {
    let question = Question(path: path, view: view)
    if let known = measured[question] { return try known.get() }
    let result = reader.measure([(path, view)])[0]
    note(question, result)
    return try result.get()
  }

  package func matches(of glob: GlobDependency) -> Result<[RelativePath], Diagnostic> {
    if let known = globMatches[glob.pattern] { return known }
    var result: Result<[RelativePath], Diagnostic> = .success([])
    do throws(SystemError) {
      if let pattern = PathPattern(glob.pattern) {
        result = .success(try globExpansion.paths(of: pattern))
      }
    } catch {
      result = .failure(Diagnostic("'\(glob.pattern)' cannot be looked for: \(error)", at: glob.span))
    }
    globMatches[glob.pattern] = result
    return result
  }

  package func output(of dependency: CommandDependency, stage: Int) -> Result<Digest, Diagnostic> {
    commandOutputs.output(of: dependency, for: graph.stages[stage])
  }

  package func isFolder(_ path: RelativePath) -> Bool {
    (try? project.workspace.status(path, followingLinks: true))??.kind == .folder
  }

  package func variable(_ name: String) -> String? {
    let value = environment[name]
    variablesAsked[name] = .some(value)
    return value
  }

  package func digest(of bytes: [UInt8]) -> Digest { SHA256Hasher.digest(of: bytes) }

  package func isCached(_ content: Content) -> Bool {
    (try? project.store().contains(content.digest)) ?? false
  }

  /// Whether the cache has all of the content, every object below a tree included; asked before anything is dropped.
  package func canBeGivenBack(_ content: Content) -> Bool { (try? project.store().holds(content)) ?? false }

  package func results(of key: Digest) -> [[OutputRecord]] {
    guard let store = try? project.store() else { return [] }
    let known = RunRecords(in: store.folder).look(up: key)
    damagedRecords.formUnion(known.damaged)
    return known.outputs.filter { outputs in
      outputs.allSatisfy { (try? store.holds($0.content)) ?? false }
    }
  }

  package func localOutsStand(_ outputs: [Output], key: Digest) -> Bool {
    guard let made = LocalOuts(in: project.own).contents(key: key) else { return false }
    return outputs.allSatisfy { out in
      let found = (try? measurement(of: out.path, view: .output)) ?? nil
      return found != nil && made[out.path] == found?.content
    }
  }

  // MARK: Params

  package func params(of stage: Int) -> (records: [ParamRecord], diagnostics: [Diagnostic]) {
    if let known = paramsOfStage[stage] { return known }
    let found = resolve(graph.stages[stage].params)
    paramsOfStage[stage] = found
    return found
  }

  private func resolve(_ requests: [ParamRequest]) -> (records: [ParamRecord], diagnostics: [Diagnostic]) {
    var documents: [RelativePath: ParamsDocument] = [:]
    var unreadable: Set<RelativePath> = []
    var problems: [Diagnostic] = []
    for file in Set(requests.map(\.file)).sorted() {
      switch paramsFile(file) {
      case .success(let document): documents[file] = document
      case .failure(.missing): break
      case .failure(.unreadable(let diagnostics)):
        let span = requests.first { $0.file == file }?.span
        problems += diagnostics.map { $0.at(span) }
        unreadable.insert(file)
      }
    }
    let (records, missing) = ParamResolution.resolve(
      requests: requests, documents: documents, unreadable: unreadable)
    return (records, problems + missing)
  }

  private func paramsFile(_ file: RelativePath) -> Result<ParamsDocument, ParamsFailure> {
    if let known = paramsFiles[file] { return known }
    paramsStatus[file] = .some((try? project.workspace.status(file, followingLinks: true)) ?? nil)
    let result = readParams(file)
    paramsFiles[file] = result
    return result
  }

  /// The params files that `stage` would read other values in than this run has set, with what they are to it.
  func setParams(of stage: Stage) throws -> [(file: RelativePath, text: [UInt8])] {
    guard !overlay.isEmpty else { return [] }
    var found: [(file: RelativePath, text: [UInt8])] = []
    for file in Set(stage.params.map(\.file)).sorted() where overlay.changes(file) {
      let limit = DocumentLimits.standard.bytes + 1
      guard let bytes = try project.workspace.readOwn(file, limit: limit) else { continue }
      let text = try overlay.text(bytes, of: file)
      let requests = stage.params.filter { $0.file == file }
      let (before, after) = try (Self.values(of: requests, bytes), Self.values(of: requests, text))
      if before != after { found.append((file, text)) }
    }
    return found
  }

  private static func values(of requests: [ParamRequest], _ bytes: [UInt8]) throws -> [ParamRecord] {
    guard let file = requests.first?.file else { return [] }
    let document = try ParamsFormat.read(bytes, file: file)
    return ParamResolution.resolve(requests: requests, documents: [file: document]).records
  }

  private func readParams(_ file: RelativePath) -> Result<ParamsDocument, ParamsFailure> {
    do {
      guard
        let bytes = try project.workspace.readText(
          file, limit: DocumentLimits.standard.bytes, as: file.description)
      else { return .failure(.missing) }
      return .success(try ParamsFormat.read(overlay.text(bytes, of: file), file: file))
    } catch let error as Diagnostics {
      return .failure(.unreadable(error.all))
    } catch let error as Diagnostic {
      return .failure(.unreadable([error]))
    } catch {
      return .failure(.unreadable([Diagnostic("\(error)")]))
    }
  }
}
