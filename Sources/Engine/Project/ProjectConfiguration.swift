import Diagnostics
import Documents
import Identity
package import PipelineModel
package import Platform
package import Store

/// What `.lockstep/config.yaml` (in git) and `config.local.yaml` (not in git) say; the local file wins.
package struct ProjectConfiguration: Sendable {
  /// How objects become files of the workspace, in the order tried.
  package var linkTypes: [LinkType] = LinkType.standard
  /// Whether outs become links to their objects once they are in the cache.
  var linksOuts: Bool { linkTypes.first == .hardlink || linkTypes.first == .symlink }
  /// Where the cache is, where it is not in the project; only the local file may say so.
  package var cacheFolder: AbsolutePath?
  /// Whether everybody of its group may add to the cache, whatever the umask of who makes it says.
  package var isCacheShared = false
  /// How much there is of what stages take while they run; what is not named has no limit, but for processors.
  package var resources: [String: Int] = [:]
  /// How mappings in commands become options.
  package var commandFlags = CommandFlagStyle()

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
      let file = "\(Project.ownName)/\(name)"
      guard
        let bytes = try own.readText(
          path, limit: DocumentLimits.standard.bytes, as: file, staysInside: false)
      else { continue }
      let document = try YAMLReader.read(bytes, file: file)
      var reader = ConfigurationReader(file: document.file, isLocal: isLocal, project: own.path.parent)
      reader.read(document.root, into: &configuration)
      if !reader.problems.isEmpty { throw Diagnostics(reader.problems) }
    }
    return configuration
  }
}
