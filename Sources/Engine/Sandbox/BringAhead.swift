import Identity
import PipelineModel
import Platform
import Store

/// What the command of a stage is to find, copied on another thread before it begins: the inputs for its scratch tree, and
/// its persistent outs, so that they can be given back.
struct BringAhead: Sendable {
  /// What was copied; the rest is copied as ever, which says what is wrong.
  struct Brought: Sendable {
    /// The copies of inputs, as paths of `.lockstep`, by what they are copies of.
    fileprivate(set) var inputs: [RelativePath: RelativePath] = [:]
    /// The copies of persistent outs.
    fileprivate(set) var kept: [RelativePath: RelativePath] = [:]
    fileprivate let own: Folder
    fileprivate let folder: RelativePath

    /// Removes what was copied and not used.
    func drop() { try? own.removeTree(folder) }
  }

  fileprivate let workspace: Folder
  fileprivate let own: Folder
  /// Where the copies are made: a folder of `.lockstep`.
  fileprivate let folder: RelativePath
  fileprivate let copier: TreeCopy
  fileprivate let inputs: [(path: RelativePath, view: ContentView)]
  fileprivate let kept: [RelativePath]

  func run(_ cancellation: Cancellation) -> Brought {
    var brought = Brought(own: own, folder: folder)
    var copier = copier
    copier.cancellation = cancellation
    for (number, (path, view)) in inputs.enumerated() {
      guard let site = try? folder.appending(name: Array("\(number)".utf8)),
        (try? copier.copy(path, to: site, view: view)) != nil
      else { continue }
      brought.inputs[path] = site
    }
    for (number, path) in kept.enumerated() {
      guard let site = try? folder.appending(name: Array("kept-\(number)".utf8)),
        (try? workspace.copy(path, to: site, in: own, cancellation)) != nil
      else { continue }
      brought.kept[path] = site
    }
    // What is flushed here need not be when the loop flushes.
    if !brought.kept.isEmpty { try? own.flushFileSystem() }
    return brought
  }
}

extension StageExecution {
  /// What to copy ahead of `begin`; nil where it is less than `bytes`, and few files.
  func bringAhead(from bytes: Int64) throws -> BringAhead? {
    var hasTree = isSandboxed || !setParams.isEmpty
    if case .audited = isolation { hasTree = false }
    let kept = try stage.outputs.filter(\.isPersistent).map(\.path)
      .filter { try project.workspace.status($0) != nil }
    guard bytes != .max, hasTree || !kept.isEmpty else { return nil }
    let inputs = hasTree ? inputs.dependencies.map { ($0.path, facts.view(of: $0.path)) } : []
    let copied = inputs + (hasTree ? kept.map { ($0, ContentView.output) } : [])
    var size = try ObjectStore.size(of: kept, in: project.workspace)
    for (path, view) in inputs {
      let found = (try? facts.measurement(of: path, view: view)) ?? nil
      size.bytes += found?.size.bytes ?? 0
      size.files += found?.size.files ?? 0
    }
    guard size.bytes >= bytes || size.files >= ObjectStore.manyFiles else { return nil }
    let folder = try project.scratchPath("begin")
    try project.own.makeFolders(folder)
    let copier = TreeCopy(
      source: project.workspace, target: project.own, objects: project.objectsFolder,
      isIgnored: try IgnoreRules.read(in: project.workspace).predicate)
    return BringAhead(
      workspace: project.workspace, own: project.own, folder: folder, copier: copier, inputs: copied,
      kept: kept)
  }
}
