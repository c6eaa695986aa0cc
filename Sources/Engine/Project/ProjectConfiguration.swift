import Diagnostics
import Documents
import Identity
package import Platform
package import Store

/// What `.lockstep/config.yaml` (in git) and `config.local.yaml` (not in git) say; the local file wins.
package struct ProjectConfiguration: Sendable {
  /// How objects become files of the workspace, in the order tried.
  package var linkTypes: [LinkType] = LinkType.standard
  /// Where the cache is, where it is not in the project; only the local file may say so.
  package var cacheFolder: AbsolutePath?

  /// What `init` writes.
  static let template = """
    # Lockstep's settings for this project. Commit this file; it marks the project's root.
    #
    # cache:
    #   types: [reflink, copy]   # how outs come out of the cache: reflink, hardlink, symlink, copy
    version: 1

    """

  static func read(in own: Folder) throws -> ProjectConfiguration {
    var configuration = ProjectConfiguration()
    for (name, isLocal) in [("config.yaml", false), ("config.local.yaml", true)] {
      let path = try RelativePath(name)
      guard let bytes = try own.readIfPresent(path, limit: DocumentLimits.standard.bytes + 1) else {
        continue
      }
      let document = try YAMLReader.read(bytes, file: "\(Project.ownName)/\(name)")
      var reader = Reader(file: document.file, isLocal: isLocal, project: own.path.parent)
      reader.read(document.root, into: &configuration)
      if !reader.problems.isEmpty { throw Diagnostics(reader.problems) }
    }
    return configuration
  }
}

/// Reads one configuration file.
private struct Reader {
  let file: String
  let isLocal: Bool
  let project: AbsolutePath
  var problems: [Diagnostic] = []

  mutating func read(_ root: Node?, into configuration: inout ProjectConfiguration) {
    guard let root, !root.isNull else { return }
    guard let mapping = root.mapping else { return complain("a configuration is a mapping", at: root.place) }
    for entry in mapping.entries {
      switch entry.key {
      case "version":
        if entry.value.scalar?.int != 1 {
          complain(
            "this version of lockstep reads configurations of version 1", at: entry.value.place,
            hint: "the project was set up by a newer lockstep")
        }
      case "cache": readCache(entry.value, into: &configuration)
      default: complainOfKey(entry, among: ["cache", "version"])
      }
    }
  }

  private mutating func readCache(_ node: Node, into configuration: inout ProjectConfiguration) {
    guard let mapping = node.mapping else { return complain("'cache' is a mapping", at: node.place) }
    for entry in mapping.entries {
      switch entry.key {
      case "types": readTypes(entry.value, into: &configuration)
      case "dir":
        guard isLocal else {
          complain(
            "'cache.dir' is a setting of one machine", at: entry.keyPlace,
            hint: "move it to .lockstep/config.local.yaml, which is not in git")
          continue
        }
        guard let text = entry.value.string, !text.isEmpty else {
          complain("'cache.dir' is a path", at: entry.value.place)
          continue
        }
        configuration.cacheFolder = AbsolutePath(resolving: text, against: project)
      default: complainOfKey(entry, among: ["dir", "types"])
      }
    }
  }

  private mutating func readTypes(_ node: Node, into configuration: inout ProjectConfiguration) {
    let known = LinkType.allCases.map(\.rawValue)
    guard let items = node.sequence, !items.isEmpty else {
      return complain("'cache.types' is a list of \(known.joined(separator: ", "))", at: node.place)
    }
    var types: [LinkType] = []
    for item in items {
      guard let type = item.string.flatMap({ LinkType(rawValue: $0) }) else {
        let suggestion = item.string.flatMap { DidYouMean.suggestion(for: $0, among: known) }
        complain(
          "'cache.types' holds \(known.joined(separator: ", "))", at: item.place,
          hint: suggestion.map { "did you mean '\($0)'?" })
        continue
      }
      types.append(type)
    }
    configuration.linkTypes = types.contains(.copy) ? types : types + [.copy]
  }

  private mutating func complainOfKey(_ entry: Mapping.Entry, among known: [String]) {
    let suggestion = DidYouMean.suggestion(for: entry.key, among: known)
    complain(
      "unknown key '\(entry.key)'", at: entry.keyPlace,
      hint: suggestion.map { "did you mean '\($0)'?" } ?? "known are: \(known.joined(separator: ", "))")
  }

  private mutating func complain(_ message: String, at place: Place, hint: String? = nil) {
    problems.append(Diagnostic(message, at: place.span(in: file), hint: hint))
  }
}
