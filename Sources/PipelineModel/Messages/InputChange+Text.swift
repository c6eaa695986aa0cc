import Documents
package import Identity

/// All words that say why a stage's inputs are not those of its result.
extension InputChange {
  /// The reason as it follows `run:`; paths are relative to the root.
  ///
  /// A param of the params file in `folder`, the stage's own, is named by its key alone. Values of variables that
  /// are passed through are never shown; nothing of them is kept but a digest.
  package func text(in folder: RelativePath = .root) -> String {
    switch self {
    case .command: "cmd changed"
    case .shell(let from, let to): "shell '\(from)' → '\(to)'"
    case .commandDependency(let command, .added): "dep on the output of '\(Self.shown(command))' is new"
    case .commandDependency(let command, .removed): "dep on the output of '\(Self.shown(command))' removed"
    case .commandDependency(let command, .changed): "the output of '\(Self.shown(command))' changed"
    case .workingFolder(let from, let to): "wdir '\(from)' → '\(to)'"
    case .dependency(let path, let difference): Self.text(path, difference)
    case .param(let file, let key, let difference):
      Self.text(Self.name(of: key, in: file, folder), difference)
    case .variable(let name, let difference): Self.text(name, difference)
    case .output(let path, let difference): Self.text(path, difference)
    }
  }

  private static func text(
    _ path: RelativePath, _ difference: Difference<DependencyRecord.Identification>
  ) -> String {
    switch difference {
    case .added: "dep '\(path)' is new"
    case .removed: "dep '\(path)' removed"
    case .changed(.content(let from), .content(let to)): text(path, from: from, to: to)
    case .changed(.producer, .producer): "'\(path)' changed"
    case .changed(.content, .producer): "'\(path)' became local"
    case .changed(.producer, .content): "'\(path)' is no longer local"
    }
  }

  private static func text(_ path: RelativePath, from: Content, to: Content) -> String {
    if from.kind == to.kind { return "'\(path)' changed" }
    let isFile = (from.kind == .file || from.kind == .exec) && (to.kind == .file || to.kind == .exec)
    guard isFile else { return "'\(path)' was \(noun(from.kind)), is \(noun(to.kind))" }
    let mode = to.kind == .exec ? "became executable" : "is no longer executable"
    return from.digest == to.digest ? "'\(path)' \(mode)" : "'\(path)' changed and \(mode)"
  }

  private static func noun(_ kind: Content.Kind) -> String {
    switch kind {
    case .file, .exec: "a file"
    case .link: "a link"
    case .tree: "a folder"
    }
  }

  private static func name(of key: ParamKey, in file: RelativePath, _ folder: RelativePath) -> String {
    let isOwn = file.parent == folder && file.name == Array(Pipeline.paramsName.utf8)
    return isOwn ? key.text : "\(file):\(key.text)"
  }

  private static func text(_ name: String, _ difference: Difference<ParamValue>) -> String {
    switch difference {
    case .added(let value): "param '\(name)' is new: \(shown(value.yaml))"
    case .removed: "param '\(name)' removed"
    case .changed(let from, let to):
      "param '\(name)' \(change(from: from.yaml, to: to.yaml))"
    }
  }

  private static func text(_ name: String, _ difference: Difference<EnvironmentRecord.Value>) -> String {
    switch difference {
    case .added: "env '\(name)' is new"
    case .removed: "env '\(name)' removed"
    case .changed(.set(let from), .set(let to)):
      "env '\(name)' \(change(from: YAMLScalarText.string(from), to: YAMLScalarText.string(to)))"
    case .changed(.unset, .inherited): "env '\(name)' is now set"
    case .changed(.inherited, .unset): "env '\(name)' is no longer set"
    case .changed(.set, _): "env '\(name)' is now passed through"
    case .changed(_, .set): "env '\(name)' is now set by the pipeline"
    case .changed: "env '\(name)' changed"
    }
  }

  private static func text(_ path: RelativePath, _ difference: Difference<OutputDeclaration>) -> String {
    switch difference {
    case .added: return "out '\(path)' is new"
    case .removed: return "out '\(path)' removed"
    case .changed(let from, let to):
      var parts: [String] = []
      if from.isPersistent != to.isPersistent {
        parts.append(to.isPersistent ? "now persistent" : "no longer persistent")
      }
      if from.isLocal != to.isLocal { parts.append(to.isLocal ? "now local" : "no longer local") }
      return "out '\(path)' is \(parts.joined(separator: " and "))"
    }
  }

  /// Longer values are cut; what is left must show the change.
  private static let longestValue = 60

  private static func change(from: String, to: String) -> String {
    let (before, after) = (shown(from), shown(to))
    return ExactText.same(before, after) ? "changed" : "\(before) → \(after)"
  }

  private static func shown(_ text: String) -> String {
    text.count <= longestValue ? text : text.prefix(longestValue - 1) + "…"
  }
}
