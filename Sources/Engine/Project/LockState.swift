package import Diagnostics
import Documents
package import Identity
package import PipelineModel
package import Platform

/// The results that the project's lock files hold, and those of a run that did not get to write them.
///
/// State is lock plus journal: every reader reads both. Only one writer at a time, the holder of the project's lock.
package struct LockState: Sendable {
  /// The result of each stage that the pipelines declare, and of those that a run ended with.
  package private(set) var results: [StageID: StageRecord] = [:]
  /// The lock files that hold entries of other stages, with nothing but these.
  private var others: [RelativePath: LockFile] = [:]
  /// The text of each lock file as read; nil where there was none.
  private var texts: [RelativePath: [UInt8]] = [:]
  /// The folders whose pipelines are known.
  private let folders: [RelativePath]
  /// The folders whose results are other than those of their lock files.
  private var changed: Set<RelativePath> = []
  /// Whether the lock files are those that were found to hold no entry under a key other than that of its inputs.
  ///
  /// An edit or a merge by hand may make one, which would certify what no run made.
  package private(set) var isVerified = false
  /// What to tell the user of lock files that could be read in part only.
  package private(set) var warnings: [Diagnostic] = []

  /// Reads the locks beside `pipelines`, and the journal of `own`.
  ///
  /// - Throws: `Diagnostics` of a lock file that cannot be read; `SystemError`.
  package init(of pipelines: [Pipeline], workspace: Folder, own: Folder) throws {
    folders = pipelines.map(\.folder)
    results.reserveCapacity(pipelines.reduce(0) { $0 + $1.stages.count })
    for pipeline in pipelines {
      let path = try Self.path(pipeline.folder)
      guard let bytes = try workspace.readText(path, limit: 1 << 28, as: path.description) else { continue }
      texts[pipeline.folder] = bytes
      var lock = try read(bytes, file: path.description, pipeline)
      for stage in pipeline.stages {
        results[stage.id] = lock.stages.removeValue(forKey: stage.id.name)
      }
      if !lock.isEmpty { others[pipeline.folder] = lock }
    }
    isVerified = (try? own.readIfPresent(Self.sealPath, limit: 1 << 10)) == seal
    let journal = try Journal.read(in: own)
    guard !journal.finished.isEmpty else { return }
    // Folder by folder: a run that was killed while it wrote them may have written some.
    let base = base
    for (stage, record) in journal.finished where journal.base[stage.folder] == base[stage.folder] {
      results[stage] = record
      changed.insert(stage.folder)
    }
  }

  /// The lock file; one with conflict markers as far as its sides agree, to be written anew by the next run.
  private mutating func read(_ bytes: [UInt8], file: String, _ pipeline: Pipeline) throws -> LockFile {
    let (folder, names) = (pipeline.folder, Set(pipeline.stages.map(\.id.name)))
    do {
      return try LockFile.read(bytes, file: file, folder: folder, of: names)
    } catch {
      guard let conflicted = ConflictedLock(bytes, file: file, folder: folder, of: names) else { throw error }
      warnings.append(conflicted.warning)
      changed.insert(folder)
      return conflicted.lock
    }
  }

  /// Whether there is a lock file in `folder`.
  func isWritten(in folder: RelativePath) -> Bool { texts[folder] != nil }

  /// What the journal calls the lock files that it adds to.
  package var base: [RelativePath: Digest] {
    texts.mapValues { SHA256Hasher.digest(of: $0) }
  }

  private static func path(_ folder: RelativePath) throws -> RelativePath {
    try folder.appending(name: Array(Pipeline.lockName.utf8))
  }

  /// The stages that the lock files have entries of though no pipeline declares them.
  package var undeclared: [StageID] {
    others.flatMap { folder, lock in lock.names.map { StageID(folder: folder, name: $0) } }
  }

  /// The results, where `undeclared` with those of stages that no pipeline declares, as far as their entries can be read.
  func results(withUndeclared undeclared: Bool) -> [StageID: StageRecord] {
    guard undeclared else { return results }
    var all = results
    for (folder, lock) in others {
      let text = Array(lock.text(folder: folder).utf8)
      for (name, record) in (try? LockFile.read(text, file: "", folder: folder))?.stages ?? [:] {
        all[StageID(folder: folder, name: name)] = record
      }
    }
    return all
  }

  /// Drops the entries of stages that no pipeline declares.
  package mutating func dropUndeclared() {
    changed.formUnion(others.keys)
    others = [:]
  }

  /// Takes a stage's new result, or nil where it has none any more.
  package mutating func set(_ stage: StageID, _ record: StageRecord?) {
    guard results[stage] != record else { return }
    results[stage] = record
    changed.insert(stage.folder)
  }

  /// Writes every lock file whose text changed, each whole or not at all.
  ///
  /// - Returns: the files written.
  package mutating func write(to workspace: Folder, own: Folder) throws -> [RelativePath] {
    var written: [RelativePath] = []
    for folder in folders where changed.contains(folder) {
      var file = others[folder] ?? LockFile()
      for (stage, record) in results where stage.folder == folder { file.stages[stage.name] = record }
      let text = Array(file.text(folder: folder).utf8)
      if text == texts[folder] { continue }
      let path = try Self.path(folder)
      try workspace.replace(path, with: text, scratch: own)
      texts[folder] = text
      written.append(path)
    }
    changed = []
    if !written.isEmpty || !isVerified { verify(own) }
    return written
  }

  /// Looks at every entry, and remembers where all are right; a failure costs the next run the same look.
  private mutating func verify(_ own: Folder) {
    isVerified =
      others.isEmpty
      && results.values.allSatisfy { record in
        SHA256Hasher.digest(of: StageKeyEncoding.encode(record.inputs)) == record.key
      }
    if isVerified { try? own.replace(Self.sealPath, with: seal, durable: false) }
  }

  /// What tells these lock files from all others.
  private var seal: [UInt8] {
    let hasher = SHA256Hasher()
    for (folder, text) in texts.sorted(by: { $0.key < $1.key }) {
      hasher.update(folder.bytes + [0])
      hasher.update(text)
      hasher.update([0])
    }
    return Array("\(hasher.finalize().hex)\n".utf8)
  }

  private static let sealPath: RelativePath = {
    guard let path = try? RelativePath("seal") else { preconditionFailure("a valid name") }
    return path
  }()
}
