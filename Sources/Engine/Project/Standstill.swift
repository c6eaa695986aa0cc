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
  /// The version of the file; any other is read as nothing.
  ///
  /// 3 has all remarks of each stage; 2 had some of them, as bits; 1 was the first.
  package static let version = 3

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

  /// A stage for which nothing was to be done, and what is said of it all the same.
  package struct Standing: Hashable, Sendable {
    /// Its name.
    package var id: StageID
    /// What is worth a word all the same.
    package var remarks: [Reason]
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
  ) -> [Standing]? {
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

  /// The plan of a question that needs nothing done; nil where it must be planned anew.
  ///
  /// Of inputs and results it says nothing, as they were not looked at.
  package static func plan(
    _ question: Question, root: AbsolutePath, environment: [(name: String, value: String)]
  ) -> Plan? {
    stages(question, root: root, environment: environment).map { standing in
      Plan(
        stages: standing.enumerated().map { place, stage in
          StagePlan(stage: place, id: stage.id, state: .unchanged, reasons: stage.remarks)
        })
    }
  }

  private static func evidenceStands(inCache path: AbsolutePath, _ bytes: inout ByteReader) -> Bool {
    guard let folder = try? Folder(path) else { return false }
    return Evidence.stands(in: folder, &bytes)
  }

  private static func readStages(_ bytes: inout ByteReader) -> [Standing]? {
    guard let count = bytes.count() else { return nil }
    var stages: [Standing] = []
    for _ in 0..<count {
      guard let folder = bytes.path(), let text = bytes.bytes(),
        let name = StageName(String(decoding: text, as: UTF8.self)), let said = bytes.count()
      else { return nil }
      var remarks: [Reason] = []
      for _ in 0..<said {
        guard let remark = readRemark(&bytes) else { return nil }
        remarks.append(remark)
      }
      stages.append(Standing(id: StageID(folder: folder, name: name), remarks: remarks))
    }
    return stages
  }

  /// What stands for a remark in the file; nil for one that may be otherwise though all stands that was looked at.
  private static func code(_ remark: Reason) -> (kind: Int, text: String)? {
    switch remark {
    case .frozen: (0, "")
    case .accepted: (1, "")
    case .nothingMatches(let pattern): (2, pattern)
    default: nil
    }
  }

  private static func readRemark(_ bytes: inout ByteReader) -> Reason? {
    guard let kind = bytes.word(), let text = bytes.bytes() else { return nil }
    switch kind {
    case 0: return .frozen
    case 1: return .accepted
    case 2: return .nothingMatches(String(decoding: text, as: UTF8.self))
    default: return nil
    }
  }

  /// Makes the next run look at everything again.
  static func forget(in project: Project) throws {
    if try project.own.status(path) != nil { try project.own.remove(path) }
  }

  /// Remembers that `question` was answered with nothing to do for any of `stages`.
  ///
  /// Nothing is written where a fact cannot be proved by a stat: a file that changed just now, a command's output; nor
  /// where something is said of a stage that may be otherwise next time.
  static func remember(
    _ question: Question, stages: [Standing], of project: Project, _ facts: WorkspaceFacts
  ) {
    let remarks = stages.map { $0.remarks.compactMap(code) }
    guard zip(stages, remarks).allSatisfy({ $0.remarks.count == $1.count }),
      let witness = project.witness, let folders = facts.provableFolders,
      let evidence = witness.evidence(in: project, covered: Set(folders.map(\.path)))
    else { return }
    var bytes = ByteWriter()
    bytes.append(question.bytes)
    bytes.append(stages.count)
    for (stage, remarks) in zip(stages, remarks) {
      bytes.append(stage.id.folder.bytes)
      bytes.append(Array(stage.id.name.text.utf8))
      bytes.append(remarks.count)
      for remark in remarks {
        bytes.append(remark.kind)
        bytes.append(Array(remark.text.utf8))
      }
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
