package import Diagnostics
package import Identity
package import PipelineModel
package import Store

/// What the planner asks about the world.
///
/// The planner itself touches nothing, so that with fixed facts the plan is a function of the files.
package protocol PlanningFacts {
  /// What `path` of the workspace holds; nil where nothing stands.
  func measurement(of path: RelativePath, view: ContentView) throws(StoreError) -> Measurement?
  /// Whether `path` of the workspace is a folder, or a link to one.
  func isFolder(_ path: RelativePath) -> Bool
  /// The values of the params that the stage at that place in the graph asks for, and what is wrong with them.
  func params(of stage: Int) -> (records: [ParamRecord], diagnostics: [Diagnostic])
  /// The value of a variable of the environment, or nil where it is unset.
  func variable(_ name: String) -> String?
  /// What a glob dep matches in the workspace, sorted.
  func matches(of glob: GlobDependency) -> Result<[RelativePath], Diagnostic>
  /// SHA-256 of what a command prints whose output is a dep of the stage at that place in the graph.
  func output(of dependency: CommandDependency, stage: Int) -> Result<Digest, Diagnostic>
  /// SHA-256.
  func digest(of bytes: [UInt8]) -> Digest
  /// Whether the cache has the object that the content is: of a tree its manifest, which costs one look.
  func isCached(_ content: Content) -> Bool
  /// Whether the cache has all of the content, every object below a tree included.
  func canBeGivenBack(_ content: Content) -> Bool
  /// The outs that stages of that key made before and that the cache can give back, best first.
  func results(of key: Digest) -> [[OutputRecord]]
  /// Whether the local outs that stand in the workspace were made here under that key.
  func localOutsStand(_ outputs: [Output], key: Digest) -> Bool
}
