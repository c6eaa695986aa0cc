package import Diagnostics
import Documents
package import Identity
import PipelineModel

/// Declares in the pipeline file what an audit found: what a stage reads as deps, what it writes as outs.
package struct AuditFix {
  /// What became of it.
  package struct Outcome {
    /// The pipeline files written.
    package var files: [RelativePath]
    /// Why some of it is left to be declared by hand.
    package var left: [Diagnostic]
  }

  /// What a stage touched.
  package typealias Finding = (stage: StageID, findings: [SandboxFinding])

  /// Lines for one entry of a pipeline file, which makes one stage or all of a group.
  private struct Addition {
    var folder: RelativePath
    var place: [YAMLStep]
    var lines: [(key: String, item: String)] = []
  }

  /// What no line declares, and the group that the stage is a member of.
  private struct Rest {
    var stage: StageID
    var group: StageID?
    var findings: [SandboxFinding]
  }

  private var edits: StageEdits
  private var rest: [Rest] = []

  /// A fix in the project that `session` holds.
  package init(_ session: WriteSession) { edits = StageEdits(session) }

  /// Adds what was found to the stages, and to a group what all its members read; but for what no line could declare, and
  /// for stages that could not be as they would be then.
  package mutating func apply(_ findings: [Finding]) throws -> Outcome {
    let additions = try additions(findings)
    // All at once, as the whole project is read to see whether it holds; by themselves where it does not.
    var whole = edits.editor
    do {
      for addition in additions { try add(addition, &whole) }
      let files = try whole.save()
      return Outcome(files: files, left: try left(&whole))
    } catch is Diagnostics {
      var left: [Diagnostic] = []
      for addition in additions {
        var trial = edits.editor
        do {
          try add(addition, &trial)
          try trial.check()
          edits.editor = trial
        } catch let error as Diagnostics {
          left += error.all
        }
      }
      let files = try edits.editor.save()
      return Outcome(files: files, left: try self.left(&edits.editor) + left)
    }
  }

  private func add(_ addition: Addition, _ editor: inout PipelineEditor) throws {
    for (key, item) in addition.lines {
      var node = try editor.root(of: addition.folder)
      let list = addition.place + [.key(key)]
      for case .key(let step) in list { node = node?.mapping?[step] }
      try editor.apply(
        node?.sequence == nil ? .set(list, .sequence([.string(item)])) : .append(.string(item), to: list),
        in: addition.folder)
    }
  }

  private mutating func additions(_ findings: [Finding]) throws -> [Addition] {
    var additions: [Addition] = []
    var done: Set<StageID> = []
    for finding in findings where !done.contains(finding.stage) {
      let id = finding.stage
      guard let group = try edits.group(of: id) else {
        additions.append(
          Addition(
            folder: id.folder, place: StageEdits.path(id), lines: finding.findings.compactMap(Self.line)))
        leave(finding.findings.filter { Self.isLeft($0) && Self.line($0) == nil }, of: id, in: nil)
        continue
      }
      done.formUnion(group.members)
      additions.append(try addition(findings.filter { group.members.contains($0.stage) }, to: group))
    }
    return additions.filter { !$0.lines.isEmpty }
  }

  /// What all members of a group read, in the order of the first.
  private mutating func addition(_ findings: [Finding], to group: StageEdits.Group) throws -> Addition {
    func reads(_ finding: Finding) -> [String] {
      finding.findings.compactMap(Self.line).filter { $0.key == "deps" }.map(\.item)
    }
    var common = findings.count == group.members.count ? findings.first.map(reads) ?? [] : []
    for finding in findings.dropFirst() { common.removeAll { !reads(finding).contains($0) } }
    for (id, found) in findings {
      let rest = found.filter { finding in
        guard let line = Self.line(finding), line.key == "deps" else { return Self.isLeft(finding) }
        return !common.contains(line.item)
      }
      leave(rest, of: id, in: group)
    }
    let folder = findings.first?.stage.folder ?? .root
    return Addition(folder: folder, place: group.path, lines: common.map { ("deps", $0) })
  }

  /// The line that declares something; nil where none can.
  private static func line(_ finding: SandboxFinding) -> (key: String, item: String)? {
    switch finding {
    case .read(let path, let folder): SandboxFinding.item(path, from: folder).map { ("deps", $0) }
    case .wrote(let path, let folder): SandboxFinding.item(path, from: folder).map { ("outs", $0) }
    case .changedInput, .wroteInto, .byPlace, .readOutside, .wroteOutside, .listedMissing: nil
    }
  }

  private static func isLeft(_ finding: SandboxFinding) -> Bool {
    switch finding {
    case .read, .wrote: true
    case .changedInput, .wroteInto, .byPlace, .readOutside, .wroteOutside, .listedMissing: false
    }
  }

  private mutating func leave(_ findings: [SandboxFinding], of stage: StageID, in group: StageEdits.Group?) {
    guard !findings.isEmpty else { return }
    let id = group.flatMap { StageName($0.name) }.map { StageID(folder: stage.folder, name: $0) }
    rest.append(Rest(stage: stage, group: id, findings: findings))
  }

  /// What is said of the rest, at the places of the files as `editor` has them now.
  private func left(_ editor: inout PipelineEditor) throws -> [Diagnostic] {
    var left: [Diagnostic] = []
    for rest in rest {
      let file = StageEdits.file(of: rest.stage)
      let entry = try editor.entry(of: rest.group ?? rest.stage)
      left.append(
        Diagnostic(
          "cannot declare all that '\(rest.stage)' touches", at: entry?.keyPlace.span(in: file),
          notes: rest.findings.map { Diagnostic.Note($0.description) },
          hint: rest.group == nil
            ? "a name that is no UTF-8 text cannot be written in \(file)"
            : "edit \(file) by hand: one entry makes all of the group, and not all of it touches this"))
    }
    return left
  }
}
