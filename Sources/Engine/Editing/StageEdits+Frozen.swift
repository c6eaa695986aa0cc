import Diagnostics
import Documents
package import Identity
import PipelineModel

// Whether stages are frozen: one line of each, or the one line of the entry that makes a whole group.
extension StageEdits {
  /// Sets whether stages are frozen; of a group all members or none.
  ///
  /// - Returns: those that were not so before.
  package mutating func setFrozen(_ stages: [StageID], _ isFrozen: Bool) throws -> [StageID] {
    let verb = isFrozen ? "freeze" : "unfreeze"
    var changed: [StageID] = []
    var done: Set<StageID> = []
    for stage in stages where !done.contains(stage) {
      let members: [StageID]
      let path: [YAMLStep]
      if let group = try group(of: stage) {
        try refusePart(of: group, stages, verb: verb)
        members = group.members
        path = group.path
      } else {
        try editor.refuseTemplate(stage, verb: verb)
        members = [stage]
        path = Self.path(stage)
      }
      done.formUnion(members)
      if try set(isFrozen, of: stage, at: path, verb: verb) { changed += members }
    }
    try editor.save()
    return changed
  }

  /// Whether anything had to be changed for it.
  private mutating func set(
    _ isFrozen: Bool, of stage: StageID, at path: [YAMLStep], verb: String
  ) throws -> Bool {
    var node = try editor.root(of: stage.folder)
    for case .key(let key) in path { node = node?.mapping?[key] }
    let old = node?.mapping?["frozen"]
    if let old, old.scalar?.bool == nil {
      throw Diagnostics([
        Diagnostic(
          "cannot \(verb) '\(stage)': a template says whether it is frozen",
          at: old.place.span(in: Self.file(of: stage)), hint: "edit \(Self.file(of: stage)) by hand")
      ])
    }
    if (old?.scalar?.bool ?? false) == isFrozen { return false }
    let line = path + [.key("frozen")]
    try editor.apply(
      isFrozen ? .set(line, .bool(true)) : .remove(line, keepingComment: true), in: stage.folder)
    return true
  }

  /// A group of stages, and where what they have in common is written.
  struct Group {
    var name: String
    var members: [StageID]
    var path: [YAMLStep]
    var entry: Mapping.Entry
  }

  /// The group that `stage` is a member of.
  mutating func group(of stage: StageID) throws -> Group? {
    let text = stage.name.text
    guard text.contains("@"), let name = StageName(String(text.prefix { $0 != "@" })) else { return nil }
    let entry = try editor.entry(of: StageID(folder: stage.folder, name: name))
    guard let entry, let body = entry.value.mapping else { return nil }
    let members = session.model.graph.stages.map(\.id).filter {
      $0.folder == stage.folder && $0.name.text.hasPrefix("\(name)@")
    }
    let top: [YAMLStep] = [.key("stages"), .key(name.text)]
    let path = body["foreach"] == nil ? top : top + [.key("do")]
    return Group(name: name.text, members: members, path: path, entry: entry)
  }

  func refusePart(of group: Group, _ stages: [StageID], verb: String) throws(Diagnostics) {
    guard let stage = group.members.first(where: stages.contains),
      !group.members.allSatisfy(stages.contains)
    else { return }
    throw Diagnostics([
      Diagnostic(
        "cannot \(verb) '\(stage.name)' alone: one entry makes all of group '\(group.name)'",
        at: group.entry.keyPlace.span(in: Self.file(of: stage)),
        hint: "'lockstep \(verb) \(group.name)\(verb == "rename" ? " NAME" : "")' is for all of them")
    ])
  }
}
