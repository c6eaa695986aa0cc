import Platform

/// The git of this machine, started in one folder.
///
/// Knows nothing of what its answers mean.
struct GitProgram {
  private let program: AbsolutePath
  private let folder: AbsolutePath
  /// The way from the repository's top folder to the folder; empty in a bare repository.
  let prefix: [[UInt8]]
  private let environment: [(name: String, value: String)]

  /// Variables of a hook or an alias that started us, which point git at another repository than the folder's.
  private static let dropped: Set<String> = [
    "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_NAMESPACE", "LC_ALL", "LANGUAGE",
  ]

  /// The first `git` on the `PATH` of `environment`, to be run in `folder`; nil where there is none.
  init?(in folder: AbsolutePath, environment: [(name: String, value: String)]) {
    guard let found = ProgramSearch.program("git", in: folder, environment: environment) else { return nil }
    program = found
    self.folder = folder
    prefix = Self.prefix(of: folder)
    // Its complaints are read, so they come in one language; nothing waits for a password or a lock.
    self.environment =
      environment.filter { !Self.dropped.contains($0.name) }
      + [("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("LC_ALL", "C")]
  }

  /// The components below the nearest folder that holds `.git`: a folder, or the file of a worktree or a submodule.
  private static func prefix(of folder: AbsolutePath) -> [[UInt8]] {
    var top = folder
    while ((try? File.status(top.appending(".git"))) ?? nil) == nil {
      if top.isTop { return [] }
      top = top.parent
    }
    return (folder.suffix(below: top) ?? []).split(separator: UInt8(ascii: "/")).map(Array.init)
  }

  /// Starts git with `arguments`.
  func start(_ arguments: String...) throws(SystemError) -> Coprocess {
    try Coprocess(
      ChildProcess(
        program: program, arguments: ["git"] + arguments, environment: environment, folder: folder))
  }
}
