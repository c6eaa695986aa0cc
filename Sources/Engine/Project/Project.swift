import Diagnostics
import Documents
import Identity
package import Platform
package import Store

/// A project on disk: its root, its own folder, its settings.
package final class Project {
  /// The name of Lockstep's own folder.
  package static let ownName = ".lockstep"

  /// The project's root.
  package let workspace: Folder
  /// `.lockstep`.
  package let own: Folder
  /// What the configuration files say.
  package let configuration: ProjectConfiguration
  /// What files hashed to.
  package let statCache: StatCache
  /// Who takes down what is looked at; nil where nobody will ask.
  let witness: Witness?
  private let asksKernel: Bool
  private var openedStore: ObjectStore?

  /// Opens the project whose root is `root`.
  ///
  /// - Parameter asksKernel: false for what sandboxes are on a kernel without Landlock.
  /// - Throws: `SystemError`, or `Diagnostics` of a configuration file.
  package init(
    root: AbsolutePath, observer: (any MutationObserver)? = nil, witness: Witness? = nil,
    asksKernel: Bool = true
  ) throws {
    self.witness = witness
    self.asksKernel = asksKernel
    workspace = try Folder(root, observer: observer, log: witness?.workspace)
    own = try Folder(root.appending(Self.ownName), observer: observer, log: witness?.own)
    configuration = try ProjectConfiguration.read(in: own)
    statCache = StatCache(in: own)
  }

  /// The root of the project that holds `folder`: the nearest folder above it, or itself, in which `init` was run.
  package static func root(above folder: AbsolutePath) -> AbsolutePath? {
    var candidate = folder
    while true {
      if let found = (try? File.status(candidate.appending("\(ownName)/config.yaml"))) ?? nil,
        found.kind == .file
      {
        return candidate
      }
      if candidate.isTop { return nil }
      candidate = candidate.parent
    }
  }

  /// What is to be said of sandboxes on this machine; nil where the kernel keeps commands from undeclared files.
  package var sandboxNote: String? {
    asksKernel && Landlock.version != nil
      ? nil : "this kernel has no Landlock: only the scratch tree keeps stages from undeclared files"
  }

  /// Rules of the kernel that allow nothing; nil where it has none.
  func makeLandlock() -> Landlock? { asksKernel ? Landlock() : nil }

  private var cacheFolder: AbsolutePath { configuration.cacheFolder ?? own.path.appending("cache") }

  /// Where the cache keeps its objects.
  package var objectsFolder: AbsolutePath { cacheFolder.appending("sha256") }

  /// The cache's folder, where it was opened.
  var cacheIfOpen: Folder? { openedStore?.folder }

  /// The cache; opened, and made where it is missing, when first asked for.
  package func store() throws -> ObjectStore {
    if let openedStore { return openedStore }
    let path = cacheFolder
    let isShared = configuration.isCacheShared
    try File.makeFolders(path, isShared: isShared)
    let folder = try Folder(path, isShared: isShared, observer: own.observer, log: witness?.cache)
    let store = try ObjectStore(in: folder, cache: statCache)
    store.linksAtOnce = configuration.linksOuts
    openedStore = store
    return store
  }

  /// The cache, for who only looks; nil where there is none.
  package func storeIfPresent() throws -> ObjectStore? {
    try openedStore == nil && File.status(cacheFolder) == nil ? nil : store()
  }

  /// Makes a project at `root`: its configuration, a `.gitignore` for what is not to be committed and, where asked for,
  /// the first `.lockstepignore`.
  ///
  /// The configuration, which makes it a project, comes last: where this is cut short, the same again does all of it.
  /// - Returns: false when there was one already; nothing is changed then.
  package static func create(
    at root: AbsolutePath, withIgnoreFile: Bool = false
  ) throws(SystemError) -> Bool {
    let own = root.appending(ownName)
    guard try File.status(own.appending("config.yaml")) == nil else { return false }
    try File.makeFolders(own)
    let ignored = Array("/*\n!/.gitignore\n!/config.yaml\n".utf8)
    if try File.status(own.appending(".gitignore")) == nil {
      try File.replace(own.appending(".gitignore"), with: ignored)
    }
    if withIgnoreFile { try createIgnoreFile(at: root) }
    try File.replace(own.appending("config.yaml"), with: Array(ProjectConfiguration.template.utf8))
    return true
  }

  /// What `.lockstepignore` holds in a new project: what interpreters leave beside the sources that they read.
  package static let ignoreTemplate = """
    # What does not count in deps, in the syntax of .gitignore: here what programs leave beside the sources they read.
    __pycache__/
    .ipynb_checkpoints/

    """

  /// Writes the first `.lockstepignore`, where nobody has yet.
  ///
  /// Where there are patterns for DVC, an import of the project is to bring those.
  private static func createIgnoreFile(at root: AbsolutePath) throws(SystemError) {
    let file = root.appending(IgnoreRules.fileName)
    guard try File.status(file) == nil, try File.status(root.appending(".dvcignore")) == nil else { return }
    try File.replace(file, with: Array(ignoreTemplate.utf8))
  }
}
