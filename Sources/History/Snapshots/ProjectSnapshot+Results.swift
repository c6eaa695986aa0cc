package import Identity
package import PipelineModel

extension ProjectSnapshot {
  /// The results that the locks name, by stage.
  ///
  /// - Throws: what is wrong with a lock.
  package func results() throws -> [StageID: StageRecord] {
    var results: [StageID: StageRecord] = [:]
    for pipeline in pipelines {
      for (name, record) in try cached.lock(pipeline.folder).stages {
        results[StageID(folder: pipeline.folder, name: name)] = record
      }
    }
    return results
  }
}
