import Diagnostics
package import Documents
package import Identity
import PipelineModel
import Platform

/// What the verbs do to stages: each change is made in the pipeline file, and in the lock where that names the stage.
package struct StageEdits {
  let session: WriteSession
  var editor: PipelineEditor

  /// Edits of the project that `session` holds.
  package init(_ session: WriteSession) {
    self.session = session
    editor = PipelineEditor(session)
  }

  /// Adds the stage `id`, written as `body`; `replacing` one of that name, if there is one.
  ///
  /// - Throws: `Diagnostic` where the name is taken and nothing is to be replaced.
  package mutating func add(_ id: StageID, _ body: Node, replacing: Bool) throws {
    let stages: [YAMLStep] = [.key("stages")]
    if let old = try editor.entry(of: id) {
      guard replacing else { throw Self.taken(id, by: old, hint: "--force replaces it") }
      try editor.refuseTemplate(id, verb: "replace")
      try editor.apply(.set(stages + [.key(id.name.text)], body), in: id.folder)
    } else if try editor.root(of: id.folder)?.mapping?["stages"] == nil {
      try editor.apply(.set(stages, .mapping([(id.name.text, body)])), in: id.folder)
    } else {
      try editor.apply(.insert(id.name.text, body, in: stages), in: id.folder)
    }
    try editor.save()
  }

  /// What makes a stage, or all of a group.
  package struct Entry {
    /// Its name.
    package var id: StageID
    /// What it makes.
    package var stages: [StageID]
  }

  /// Removes stages and their results, whole groups among them; with `outs` also what they made, which goes to the trash.
  ///
  /// - Returns: what was taken out of pipeline files, and the outs that were moved away.
  package mutating func remove(
    _ stages: [StageID], emptyGroups: [StageID] = [], outs: Bool
  ) throws -> (entries: [Entry], outs: [RelativePath]) {
    let entries = try entries(making: stages) + emptyGroups.map { Entry(id: $0, stages: []) }
    try refuseFollowed(stages + entries.map(\.id))
    for entry in entries { try editor.apply(.remove(Self.path(entry.id)), in: entry.id.folder) }
    var moved: [RelativePath] = []
    // The file comes last: where this is cut short, the same again finds the stages and finishes.
    try editor.save {
      if outs {
        let made = session.model.graph.stages.filter { stages.contains($0.id) }.flatMap(\.outputs).map(\.path)
        moved = try moveToTrash(made)
      }
      for stage in stages { session.forget(stage) }
      try session.close()
    }
    return (entries, moved)
  }

  /// What makes `stages`, whose groups must be whole.
  private mutating func entries(making stages: [StageID]) throws -> [Entry] {
    var entries: [Entry] = []
    var done: Set<StageID> = []
    for stage in stages where !done.contains(stage) {
      guard let group = try group(of: stage), let name = StageName(group.name) else {
        entries.append(Entry(id: stage, stages: [stage]))
        continue
      }
      try refusePart(of: group, stages, verb: "remove")
      done.formUnion(group.members)
      entries.append(Entry(id: StageID(folder: stage.folder, name: name), stages: group.members))
    }
    return entries
  }

  /// Refuses to remove stages that others say they come after.
  private func refuseFollowed(_ stages: [StageID]) throws(Diagnostics) {
    let removed = Set(stages)
    let wrong = session.model.graph.stages.filter { !removed.contains($0.id) }.flatMap { stage in
      stage.after.compactMap { reference -> Diagnostic? in
        let named = removed.first { $0.folder == reference.folder && $0.name.text == reference.name }
        return named.map { named in
          Diagnostic(
            "cannot remove '\(named)': stage '\(stage.id)' comes after it", at: reference.span,
            hint: "take it out of that 'after' first, or remove both")
        }
      }
    }
    if !wrong.isEmpty { throw Diagnostics(Array(wrong.prefix(Diagnostics.most))) }
  }

  private func moveToTrash(_ outs: [RelativePath]) throws -> [RelativePath] {
    let project = session.project
    let trash = try Trash.folder()
    var moved: [RelativePath] = []
    for (number, out) in outs.enumerated() where try project.workspace.status(out) != nil {
      try project.own.makeFolders(trash)
      let place = try trash.appending(name: Array("\(number)".utf8))
      try project.workspace.rename(out, to: place, in: project.own)
      moved.append(out)
    }
    return moved
  }

  /// Gives the entry that makes `stages`, one stage or all of a group, another name, everywhere: where it stands, where
  /// others say that they come after it, and in the lock, so that nothing runs again.
  ///
  /// - Returns: the old name of the entry and its new one.
  /// - Throws: `Diagnostic` where `stages` are a part of a group, or not of one entry.
  package mutating func rename(
    _ stages: [StageID], emptyGroup: StageID? = nil, to name: StageName
  ) throws -> (old: StageID, new: StageID) {
    let entry = try emptyGroup ?? entryMaking(stages)
    let renamed = StageID(folder: entry.folder, name: name)
    if let other = try editor.entry(of: renamed) {
      throw Self.taken(renamed, by: other, hint: "choose another name, or remove that stage first")
    }
    try editor.apply(.rename(Self.path(entry), to: name.text), in: entry.folder)
    for folder in session.model.pipelines.map(\.folder) {
      try renameReferences(to: entry, as: renamed, in: folder)
    }
    try editor.save {
      for stage in stages {
        let key = stage.name.text.dropFirst(entry.name.text.count)
        guard let new = StageName(name.text + key), let record = session.model.lock.results[stage] else {
          continue
        }
        session.forget(stage)
        session.set(StageID(folder: entry.folder, name: new), record)
      }
      try session.close()
    }
    return (entry, renamed)
  }

  /// The name of the one entry that makes `stages` and nothing else.
  private mutating func entryMaking(_ stages: [StageID]) throws -> StageID {
    guard let stage = stages.first else { throw Diagnostic("there is no stage to rename") }
    let group = try group(of: stage)
    guard let group, let name = StageName(group.name), stages.allSatisfy(group.members.contains) else {
      if group == nil, stages.count == 1 { return stage }
      throw Diagnostic(
        "these are several stages: \(stages.map { "'\($0)'" }.joined(separator: ", "))",
        hint: "name one stage, or one group")
    }
    try refusePart(of: group, stages, verb: "rename")
    return StageID(folder: stage.folder, name: name)
  }

  private mutating func renameReferences(
    to stage: StageID, as renamed: StageID, in folder: RelativePath
  ) throws {
    let stages = try editor.root(of: folder)?.mapping?["stages"]?.mapping?.entries ?? []
    for entry in stages {
      for place in [["after"], ["do", "after"]] {
        let steps = [YAMLStep.key("stages"), .key(entry.key)] + place.map { .key($0) }
        guard let after = place.reduce(Optional(entry.value), { $0?.mapping?[$1] }) else { continue }
        if let text = after.string, let new = Self.reference(text, in: folder, to: stage, as: renamed) {
          try editor.apply(.set(steps, .string(new)), in: folder)
        }
        for (index, item) in (after.sequence ?? []).enumerated() {
          guard let text = item.string, let new = Self.reference(text, in: folder, to: stage, as: renamed)
          else {
            continue
          }
          try editor.apply(.set(steps + [.item(index)], .string(new)), in: folder)
        }
      }
    }
  }

  /// What `text`, written in `folder`, becomes where it names `stage`, or a member of a group called so; nil where it does
  /// not.
  private static func reference(
    _ text: String, in folder: RelativePath, to stage: StageID, as renamed: StageID
  ) -> String? {
    let cut = text.lastIndex(of: ":")
    let name = cut.map { text[text.index(after: $0)...] } ?? text[...]
    guard name == stage.name.text || name.hasPrefix("\(stage.name)@") else { return nil }
    let new = renamed.name.text + name.dropFirst(stage.name.text.count)
    guard let cut else { return folder == stage.folder ? new : nil }
    guard let file = try? RelativePath(resolving: String(text[..<cut]), in: folder),
      file.parent == stage.folder
    else { return nil }
    return text[...cut] + new
  }

  private static func taken(_ stage: StageID, by entry: Mapping.Entry, hint: String) -> Diagnostic {
    Diagnostic(
      "there is a stage '\(stage.name)' already", at: entry.keyPlace.span(in: file(of: stage)), hint: hint)
  }

  static func path(_ stage: StageID) -> [YAMLStep] { [.key("stages"), .key(stage.name.text)] }

  static func file(of stage: StageID) -> String {
    stage.folder.isRoot ? Pipeline.fileName : "\(stage.folder)/\(Pipeline.fileName)"
  }
}
