import Diagnostics
import Identity
import PipelineModel
import Store

/// Finds out what commits hold, asking git only for what is not remembered.
final class LogCollector {
  typealias State = (files: [LogMemory.File], report: ValueReport)

  private let objects: GitObjects
  private let memory: LogMemory
  private let targets: [RelativePath]
  private let store: () throws -> ObjectStore
  private let pipelines = PipelineMemo()
  private var unreadableNames: Set<String> = []

  init(
    _ objects: GitObjects, _ memory: LogMemory, _ targets: [RelativePath],
    store: @escaping () throws -> ObjectStore
  ) {
    self.objects = objects
    self.memory = memory
    self.targets = targets
    self.store = store
    memory.begin(at: objects.place)
  }

  var unreadable: Int { unreadableNames.count }

  /// The commit of that name; nil where the clone lacks it.
  func commit(_ id: GitObjectID) throws -> LogMemory.Commit? {
    if let known = memory.commits[id] { return known }
    guard let found = try objects.commit(id) else { return nil }
    let commit = LogMemory.Commit(
      tree: try objects.tree(of: found)?.id, parents: found.parents, date: found.date, subject: found.subject)
    memory.remember(id, commit)
    return commit
  }

  /// The metrics of a commit.
  func report(_ id: GitObjectID) throws -> State {
    var report = ValueReport(revision: .commit(id, name: id.short))
    guard let tree = try commit(id)?.tree else { return ([], report) }
    let files: [LogMemory.File]
    if targets.isEmpty, let known = memory.states[tree] {
      files = known
    } else {
      files = try look(at: id, tree)
    }
    for file in files {
      switch memory.contents[file.content] {
      case .values(let values): report.files.append(ValueFile(path: file.path, values: values))
      case .unreadable(let reason):
        report.unreadable[file.path] = Diagnostic(reason)
        unreadableNames.insert(file.content)
      case nil:
        report.unreadable[file.path] = Diagnostic("the cache lacks it")
        unreadableNames.insert(file.content)
      }
    }
    return (files, report)
  }

  private func look(at id: GitObjectID, _ tree: GitObjectID) throws -> [LogMemory.File] {
    guard let commit = try objects.commit(id) else { return [] }
    let files = try CommitFiles(of: commit, called: id.short, in: objects)
    let snapshot = try ProjectSnapshot(
      of: .commit(id, name: id.short), files: files, store: store, declared: pipelines.pipelines(files))
    var found: [LogMemory.File] = []
    var isForEver = targets.isEmpty
    for declared in snapshot.asked(snapshot.declaredMetrics, targets) {
      do {
        for (path, source) in try snapshot.sources(declared) {
          guard let name = try name(source, path, in: files) else { continue }
          found.append(LogMemory.File(path: path, content: name))
          if try !read(name, snapshot, source, path) { isForEver = false }
        }
      } catch let error where error.isOfCache {
        // What the cache lacks today it may have tomorrow.
        isForEver = false
        unreadableNames.insert(declared.path.description)
      }
    }
    found.sort { $0.path < $1.path }
    if isForEver { memory.remember(tree, found) }
    return found
  }

  private func name(
    _ source: ProjectSnapshot.Source, _ path: RelativePath, in files: CommitFiles
  ) throws -> String? {
    let suffix = ValueFile.suffix(of: path)
    switch source {
    case .file: return try files.identity(of: path).map { "\(suffix) git \($0.hex)" }
    case .object(let digest): return "\(suffix) cache \(digest.hex)"
    }
  }

  /// Reads a file that is not remembered; false where it could not be had.
  private func read(
    _ name: String, _ snapshot: ProjectSnapshot, _ source: ProjectSnapshot.Source, _ path: RelativePath
  ) throws -> Bool {
    if memory.contents[name] != nil { return true }
    do {
      let file = try ValueFile.read(
        snapshot.bytes(source, at: path), .metrics, path, shown: snapshot.files.shown(path))
      memory.remember(name, .values(file.values))
    } catch let error where error.isOfCache {
      return false
    } catch let error as Diagnostics {
      memory.remember(name, .unreadable(error.all.first?.message ?? ""))
    } catch let error as HistoryProblem {
      memory.remember(name, .unreadable(error.diagnostic.message))
    }
    return true
  }

  /// What became of the values of `old`; nothing where both have the same files.
  func diff(_ old: State, _ new: State) -> ValueDiff {
    var before = old.report
    var after = new.report
    if old.files == new.files {
      (before.files, after.files) = ([], [])
      (before.unreadable, after.unreadable) = ([:], [:])
    }
    return ValueDiff(from: before, to: after, rule: .number)
  }
}

extension Error {
  /// Whether the cache lacks what is asked for, or there is none.
  fileprivate var isOfCache: Bool {
    if case .noCache? = self as? HistoryProblem { return true }
    return self is StoreError
  }
}
