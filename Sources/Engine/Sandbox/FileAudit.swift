import Identity
import PipelineModel
import Platform

/// Reads a trace of a stage's command: which files it asked for and does not declare.
struct FileAudit {
  let stage: Stage
  let project: Project
  /// Where the command saw the project: its own root, or a scratch tree.
  let root: AbsolutePath
  private let isIgnored: (@Sendable (RelativePath, _ isFolder: Bool) -> Bool)?
  private let declared: [RelativePath]
  /// What it may read besides.
  private let listed: [RelativePath]

  /// - Parameter environment: says where the home is that `sandbox.read` may name.
  init(
    _ stage: Stage, _ inputs: StageInputs, project: Project, root: AbsolutePath,
    environment: [(name: String, value: String)]
  ) throws {
    self.stage = stage
    self.project = project
    self.root = root
    isIgnored = try IgnoreRules.read(in: project.workspace).predicate
    declared =
      inputs.dependencies.map(\.path) + stage.dependencies.map(\.path) + stage.params.map(\.file)
      + stage.outputs.map(\.path)
    listed =
      SandboxRules.listedInside(stage, project: project.workspace.path, environment: environment)
      .map(\.path)
  }

  /// The undeclared files of the project in `requests`: read where they are there, and, where `writes` says so, written.
  func findings(in requests: [FileTrace.Request], writes: Bool) -> [SandboxFinding] {
    var read: Set<RelativePath> = []
    var written: Set<RelativePath> = []
    for request in requests {
      guard let path = place(request.path), !isOwn(path), !declared.contains(where: { $0.contains(path) })
      else { continue }
      let found = (try? project.workspace.status(path, followingLinks: true)) ?? nil
      guard let found, found.kind == .file, !(isIgnored?(path, false) ?? false) else { continue }
      if request.kind == .write {
        written.insert(path)
      } else if !listed.contains(where: { $0.contains(path) }) {
        read.insert(path)
      }
    }
    // What it wrote itself may be read again.
    let folder = stage.workingFolder
    let reads = read.subtracting(written).sorted().map { SandboxFinding.read($0, from: folder) }
    return reads + (writes ? written.sorted().map { .wrote($0, from: folder) } : [])
  }

  /// Requests for what the tree shows elsewhere: what the stage declares, by its place in the workspace.
  func byPlace(_ requests: [FileTrace.Request]) -> [SandboxFinding] {
    var found: Set<AbsolutePath> = []
    return requests.compactMap { request in
      guard request.path.suffix(below: root) == nil, let path = place(request.path), !path.isRoot,
        declared.contains(where: { $0.contains(path) }), found.insert(request.path).inserted
      else { return nil }
      return .byPlace(path, request.path)
    }
  }

  /// Requests for what lies outside the project, is there, and is not shown.
  func outside(_ requests: [FileTrace.Request], _ rules: SandboxRules, _ tree: ScratchTree)
    -> [SandboxFinding]
  {
    let own = project.own.path.appending(tree.path)
    var findings: [SandboxFinding] = []
    for request in requests.map({ beside($0, own) })
    where place(request.path) == nil && request.path.suffix(below: own) == nil {
      if rules.allowsReading(request.path), request.kind != .write { continue }
      let isThere = ((try? File.status(request.path)) ?? nil).map { $0.kind == .file } ?? false
      if request.kind == .write {
        if !rules.isDevice(request.path) { findings.append(.wroteOutside(request.path)) }
      } else if isThere {
        findings.append(.readOutside(request.path))
      }
    }
    return findings
  }

  /// A path beside the tree, such as `../x`, was meant beside the project.
  private func beside(_ request: FileTrace.Request, _ own: AbsolutePath) -> FileTrace.Request {
    guard let inside = request.path.suffix(below: own), let first = inside.split(separator: 0x2F).first,
      !["tree", "home", "tmp"].contains(String(decoding: first, as: UTF8.self))
    else { return request }
    let meant = AbsolutePath(resolving: inside, against: project.workspace.path.parent)
    return FileTrace.Request(kind: request.kind, path: meant)
  }

  /// The path in the project that an absolute one means; nil where it lies outside.
  private func place(_ path: AbsolutePath) -> RelativePath? {
    if let inside = path.suffix(below: root) { return try? RelativePath(validating: inside) }
    guard let inside = path.suffix(below: project.workspace.path),
      let place = try? RelativePath(validating: inside), !isOwn(place)
    else { return nil }
    return place
  }

  /// Whether it is git's or Lockstep's own.
  private func isOwn(_ path: RelativePath) -> Bool {
    guard let first = path.components.first else { return true }
    return first.elementsEqual(".git".utf8) || first.elementsEqual(Project.ownName.utf8)
  }
}
