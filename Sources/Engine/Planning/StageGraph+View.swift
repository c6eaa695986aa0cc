import Identity
import PipelineModel
import Store

extension StageGraph {
  /// How `path` is looked at: exactly where it is, or lies in, an out of a stage; as a source anywhere else.
  func view(of path: RelativePath) -> ContentView {
    let isOutput = producers(of: path).contains { stages[$0].outputs.contains { $0.path.contains(path) } }
    return isOutput ? .output : .source
  }
}
