package import Platform

/// A git work tree as far as a project's hooks and merge driver are set up in it.
package struct GitWorkTree {
  /// The top of the work tree.
  package let top: AbsolutePath
  /// Where git looks for hooks: shared by all work trees of a repository, or where `core.hooksPath` says.
  package let hooks: AbsolutePath
  private let git: GitProgram

  /// Why there is no work tree to set up.
  package enum Problem: Error {
    /// There is no git on the `PATH`.
    case noGit
    /// The folder is in no work tree.
    case noWorkTree
  }

  /// The work tree that holds `folder`.
  ///
  /// - Throws: `Problem`, or `SystemError` where git cannot be started.
  package init(holding folder: AbsolutePath, environment: [(name: String, value: String)]) throws {
    guard let inside = GitProgram(in: folder, environment: environment) else { throw Problem.noGit }
    guard
      let top = try Self.lines(inside.start("rev-parse", "--show-toplevel")).first.flatMap({
        AbsolutePath(bytes: $0)
      })
    else { throw Problem.noWorkTree }
    guard let git = GitProgram(in: top, environment: environment),
      let hooks = try Self.lines(git.start("rev-parse", "--git-path", "hooks")).first
    else { throw Problem.noWorkTree }
    self.top = top
    self.git = git
    self.hooks = AbsolutePath(resolving: String(decoding: hooks, as: UTF8.self), against: top)
  }

  /// The value of a setting, or nil where it is not set.
  package func setting(_ name: String) throws -> String? {
    try Self.lines(git.start("config", "--get", name)).first.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Sets a setting of this repository.
  ///
  /// - Returns: false where git refused.
  package func set(_ name: String, _ value: String) throws -> Bool {
    _ = try Self.lines(git.start("config", "--local", name, value))
    return try setting(name) == value
  }

  /// Removes a section of this repository's settings, with all that is in it.
  package func removeSection(_ name: String) throws {
    _ = try Self.lines(git.start("config", "--local", "--remove-section", name))
  }

  private static func lines(_ program: consuming Coprocess) throws -> [[UInt8]] {
    var program = program
    program.endInput()
    var lines: [[UInt8]] = []
    while let line = try program.readLine() { lines.append(line) }
    return lines
  }
}
