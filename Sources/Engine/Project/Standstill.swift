package import Identity
import PipelineModel
package import Platform
import Store

/// What a run that found nothing to do had looked at: `.lockstep/standstill`.
///
/// While all of it stands as it was, the same run finds nothing to do again, and need not read a pipeline to know. It
/// is no second opinion on what is stale: each fact that the planner was given is proved by the stat under which it
/// was found, as in the stat cache, and whatever cannot be proved so is planned anew. May be deleted at any time.
package enum Standstill {
  /// The version of the file; 1 is the first.
  ///
  /// Any other is read as nothing.
  package static let version = 1

  /// What was asked: a plain run of this very program, with these targets, from this folder.
  package struct Question {
    fileprivate let bytes: [UInt8]

    /// What `targets` mean to a user who stands in `folder`.
    package init(_ targets: [String], folder: RelativePath) {
      var bytes = ByteWriter()
      bytes.append(Standstill.version)
      bytes.append(CurrentProcess.programStamp)
      bytes.append(folder.bytes)
      bytes.append(targets.count)
      for target in targets { bytes.append(Array(target.utf8)) }
      self.bytes = bytes.finished
    }
  }

  private static let path: RelativePath = {
    guard let path = try? RelativePath("standstill") else { preconditionFailure("a valid name") }
    return path
  }()

  /// The stages that need nothing done, in the order of a run; nil where the question must be planned anew.
  ///
  /// - Parameter environment: the variables of this process.
  package static func stages(
    _ question: Question, root: AbsolutePath, environment: [(name: String, value: String)]
  ) -> [StageID]? {
    guard let own = try? Folder(root.appending(Project.ownName)),
      let file = (try? own.readIfPresent(path, limit: 1 << 28)) ?? nil, var bytes = ByteReader(file),
      bytes.bytes() == question.bytes, let stages = readStages(&bytes),
      bytes.word() == (GitIgnore.isInGit(root) ? 1 : 0),
      let workspace = try? Folder(root),
      Evidence.stands(in: own, &bytes), Evidence.stands(in: workspace, &bytes),
      let objects = bytes.bytes().flatMap({ AbsolutePath(bytes: $0) }), let hasCache = bytes.word(),
      hasCache == 0 || evidenceStands(inCache: objects.parent, &bytes),
      variablesStand(environment, &bytes),
      foldersStand(in: workspace, own: own, objects: objects, &bytes), bytes.isAtEnd
    else { return nil }
    return stages
  }

  private static func evidenceStands(inCache path: AbsolutePath, _ bytes: inout ByteReader) -> Bool {
    guard let folder = try? Folder(path) else { return false }
    return Evidence.stands(in: folder, &bytes)
  }

  private static func readStages(_ bytes: inout ByteReader) -> [StageID]? {
    guard let count = bytes.count() else { return nil }
    var stages: [StageID] = []
    for _ in 0..<count {
      guard let folder = bytes.path(), let text = bytes.bytes(),
        let name = StageName(String(decoding: text, as: UTF8.self))
      else { return nil }
      stages.append(StageID(folder: folder, name: name))
    }
    return stages
  }

  /// Remembers that `question` was answered with nothing to do for all of `stages`.
  ///
  /// Nothing is written where a fact cannot be proved by a stat: a file that changed just now, a command's output.
  static func remember(_ question: Question, stages: [StageID], of project: Project, _ facts: WorkspaceFacts)
  {
    guard let witness = project.witness, let folders = facts.provableFolders,
      let evidence = witness.evidence(in: project, covered: Set(folders.map(\.path)))
    else { return }
    var bytes = ByteWriter()
    bytes.append(question.bytes)
    bytes.append(stages.count)
    for stage in stages {
      bytes.append(stage.folder.bytes)
      bytes.append(Array(stage.name.text.utf8))
    }
    bytes.append(GitIgnore.isInGit(project.workspace.path) ? 1 : 0)
    evidence.own.write(to: &bytes)
    evidence.workspace.write(to: &bytes)
    bytes.append(project.objectsFolder.bytes)
    bytes.append(evidence.cache == nil ? 0 : 1)
    evidence.cache?.write(to: &bytes)
    write(facts.variablesAsked, to: &bytes)
    write(folders, to: &bytes)
    // Where it cannot be written the next run looks at everything again.
    try? project.own.replace(path, with: bytes.finished, durable: false)
  }
}
