import Diagnostics
import Documents
import Identity

/// Reads `deps`: paths, and mappings of one key, `glob: PATTERN` or `cmd: COMMAND`.
enum DependencyReader {
  /// Adds the deps of `node` to `stage`.
  static func read(_ node: Node, into stage: inout Stage, _ fields: inout FieldReader) {
    for item in fields.sequence(node, "'deps'") ?? [] {
      if let mapping = item.mapping {
        read(mapping, at: item, into: &stage, &fields)
      } else if let path = fields.path(item, "a dep", in: stage.workingFolder) {
        stage.dependencies.append(Dependency(path, at: item.place.span(in: fields.file)))
      }
    }
  }

  private static func read(
    _ mapping: Mapping, at node: Node, into stage: inout Stage, _ fields: inout FieldReader
  ) {
    guard mapping.entries.count == 1, let entry = mapping.entries.first else {
      return fields.wrongType(node, "a dep", "a path, or one of 'glob:' and 'cmd:'")
    }
    let span = entry.value.place.span(in: fields.file)
    switch entry.key {
    case "glob":
      guard let text = fields.string(entry.value, "'glob'") else { return }
      do throws(PathProblem) {
        let pattern = try GlobText.resolve(text, in: stage.workingFolder)
        stage.globs.append(GlobDependency(pattern, at: span))
      } catch {
        fields.findings.add(.badPath(text, error), at: entry.value.place)
      }
    case "cmd":
      guard let text = StageReader.line(entry.value, "'cmd'", &fields) else { return }
      stage.commandDependencies.append(CommandDependency(text, at: span))
    default: fields.refuse(entry, in: "a dep", known: ["glob", "cmd"])
    }
  }
}
