import Identity
package import Platform
import Store

/// Takes down what a run looks at: the project's files, its own, and those of its cache.
package final class Witness {
  let workspace = LookLog()
  let own = LookLog()
  let cache = LookLog()
  /// Taken before the first look.
  private let horizon: Horizon

  /// A witness of what is looked at from now on in the project whose root is `root`.
  package init?(root: AbsolutePath) {
    guard let folder = try? Folder(root.appending(Project.ownName)) else { return nil }
    horizon = StatCache(in: folder).horizon()
  }

  /// Does what changes no plan, unseen.
  func lookingAway(_ work: () throws -> Void) rethrows {
    own.pause(true)
    defer { own.pause(false) }
    try work()
  }

  /// Proof that all of it stands as it was found; nil where there is none.
  ///
  /// - Parameter covered: folders that are vouched for with all that is in them.
  func evidence(
    in project: Project, covered: Set<RelativePath>
  ) -> (own: Evidence, workspace: Evidence, cache: Evidence?)? {
    func isCovered(_ path: RelativePath) -> Bool {
      var path = path
      while !covered.contains(path) {
        if path.isRoot { return false }
        path = path.parent
      }
      return true
    }
    guard
      let ownEvidence = Evidence(of: own.looks, in: project.own, since: horizon, isCovered: { _ in false }),
      let workspaceEvidence = Evidence(
        of: workspace.looks, in: project.workspace, since: horizon, isCovered: isCovered)
    else { return nil }
    guard let folder = project.cacheIfOpen else { return (ownEvidence, workspaceEvidence, nil) }
    guard
      let cacheEvidence = Evidence(of: cache.looks, in: folder, since: horizon, isCovered: { _ in false })
    else { return nil }
    return (ownEvidence, workspaceEvidence, cacheEvidence)
  }
}
