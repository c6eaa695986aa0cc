package import Identity
import PipelineModel
import Platform
import Store

/// Puts the lock's outs into the workspace without running anything.
package struct Checkout {
  /// What became of an out.
  package enum Ending: String, Hashable, Sendable {
    /// It was put back.
    case restored
    /// It stood already, and was linked or copied anew.
    case relinked
    /// It stands already.
    case unchanged
    /// What stands is another, and stays, as nothing was to be restored.
    case different
    /// The cache has not got it.
    case missing
    /// Its stage has no result yet.
    case neverMade
  }

  /// An out, and what became of it.
  package struct Entry: Sendable {
    /// The stage that makes it.
    package var stage: StageID
    /// The out.
    package var path: RelativePath
    /// What became of it.
    package var ending: Ending
    /// What the cache said, where it could not give it.
    package var problem: String?
  }

  /// What is done with outs that stand already.
  package enum Standing: Hashable, Sendable {
    /// They stay as they are.
    case stays
    /// They come out of the cache anew, as the project is set.
    case relinked
    /// They become files of their own, which may be written to.
    case unprotected
  }

  private let session: WriteSession
  private let standing: Standing

  /// A checkout in `session`.
  package init(_ session: WriteSession, standing: Standing = .stays) {
    self.session = session
    self.standing = standing
  }

  /// Restores the outs of `stages`, in the order of the graph; local outs are made by running their stages only.
  package func run(_ stages: Set<Int>) throws -> [Entry] {
    let placer = try OutputPlacer(session.project)
    let reader = ContentReader(
      workspace: session.project.workspace, cache: session.project.statCache,
      objects: session.project.objectsFolder)
    let store = try session.project.store()
    var entries: [Entry] = []
    for index in session.model.graph.order where stages.contains(index) {
      let stage = session.model.graph.stages[index]
      let record = session.model.lock.results[stage.id]
      for output in stage.outputs where !output.isLocal {
        var entry = Entry(stage: stage.id, path: output.path, ending: .unchanged, problem: nil)
        guard let out = record?.outputs.first(where: { $0.path == output.path }) else {
          entry.ending = .neverMade
          entries.append(entry)
          continue
        }
        let stands = try reader.measure(out.path, view: .output)?.content == out.content
        if stands {
          do {
            if try relink(out, as: output, placer) { entry.ending = .relinked }
          } catch let error as StoreError {
            entry.problem = error.description
          }
        } else if standing == .unprotected {
          entry.ending = .different
        } else {
          entry.ending = .restored
          do {
            try placer.place(out, as: output) { (try? store.holds($0)) ?? false }
          } catch let error as StoreError {
            entry.ending = .missing
            entry.problem = error.description
          }
        }
        entries.append(entry)
      }
    }
    try session.close()
    return entries
  }

  /// Brings an out that stands anew, where that is asked for and it may be a link.
  ///
  /// - Throws: `StoreError` where the cache cannot give it; then it stays as it is.
  private func relink(_ out: OutputRecord, as output: Output, _ placer: OutputPlacer) throws -> Bool {
    guard standing != .stays, output.isCached, !output.isPersistent else { return false }
    let links = standing == .unprotected ? LinkType.standard : nil
    try placer.place(out, as: output, by: links) { $0 == out.content }
    return true
  }
}
