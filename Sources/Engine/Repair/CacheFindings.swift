package import Identity
import PipelineModel
import Platform
package import Store

/// All that is wrong with the cache and the lock, as far as the two tell by themselves.
package struct CacheFindings: Sendable {
  /// What reading every object found.
  package var report: CacheReport
  /// Run records that are not what their names say, as paths in the cache.
  package var records: [RelativePath]
  /// Outs of the lock that the cache has nothing of.
  package var lost: [LostOut]
  /// Stages whose entry in the lock was not written as it stands: its key is not that of its inputs.
  package var contradictory: [StageID]
  /// Whose the objects are that are damaged, missing or unreadable.
  package var uses: ObjectUses

  /// An out of the lock that the cache cannot give back.
  package struct LostOut: Hashable, Sendable {
    /// The stage that makes it.
    package var stage: StageID
    /// The out.
    package var path: RelativePath
    /// The object that is not there.
    package var digest: Digest
  }

  /// How much is wrong.
  package var count: Int {
    report.damaged.count + report.missing.count + report.unreadable.count + records.count + lost.count
      + contradictory.count
  }

  /// Whether all is well.
  package var isClean: Bool { count == 0 }

  /// Reads the whole cache of `project`; changes nothing.
  package init(_ project: Project, _ model: ProjectModel) throws {
    let store = try project.storeIfPresent()
    report = try store?.check() ?? CacheReport()
    records = try store.map { try RunRecords(in: $0.folder).damaged() } ?? []
    lost = []
    for (stage, out) in Self.keptOuts(of: model) where try !(store?.contains(out.content.digest) ?? false) {
      lost.append(LostOut(stage: stage, path: out.path, digest: out.content.digest))
    }
    uses = try ObjectUses(of: report.wrongObjects, trees: report.trees, in: store?.folder, model)
    contradictory = model.graph.stages.map(\.id).filter { stage in
      guard let record = model.lock.results[stage] else { return false }
      return SHA256Hasher.digest(of: StageKeyEncoding.encode(record.inputs)) != record.key
    }
  }

  /// The outs of the lock that the cache is to have.
  static func keptOuts(of model: ProjectModel) -> [(stage: StageID, out: OutputRecord)] {
    model.graph.stages.flatMap { stage in
      let cached = Set(stage.outputs.filter(\.isCached).map(\.path))
      return (model.lock.results[stage.id]?.outputs ?? []).filter { cached.contains($0.path) }
        .map { (stage.id, $0) }
    }
  }
}
