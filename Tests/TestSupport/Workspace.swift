import Identity
package import Platform

/// A folder for one test, with a home of its own and a cleared environment.
package struct Workspace: Sendable {
  /// The folder.
  package let root: AbsolutePath
  /// A home folder beside it.
  package let home: AbsolutePath

  /// Runs `body` in a fresh workspace, which is removed afterwards unless `KEEP_WORKSPACE=1` is set.
  package static func with<Result>(_ body: (Workspace) throws -> Result) throws -> Result {
    let space = try make()
    defer { space.remove() }
    return try body(space)
  }

  private static let sharedMemory = AbsolutePath("/dev/shm")

  private static func make() throws -> Workspace {
    // In memory where that is to be had: hundreds of runs, each with its flushes.
    let inMemory = sharedMemory.flatMap { try? Folder($0) }.map { $0.path.description } ?? "/tmp"
    let temporary = CurrentProcess.environment.first { $0.name == "TMPDIR" }?.value ?? inMemory
    guard let top = AbsolutePath(temporary) else { throw TestFailure("TMPDIR is no absolute path") }
    let base = top.appending(
      "lockstep-test-\(CurrentProcess.identifier)-\(SystemClock.monotonic)-\(UInt32.random(in: .min ... .max))"
    )
    let space = Workspace(root: base.appending("project"), home: base.appending("home"))
    try File.makeFolders(space.root)
    try File.makeFolders(space.home)
    return space
  }

  private func remove() {
    let keeps = CurrentProcess.environment.contains { $0.name == "KEEP_WORKSPACE" && $0.value == "1" }
    if keeps {
      StandardStream.error.write(Array("kept \(root)\n".utf8))
      return
    }
    // What removes a project's files refuses git's; a shell does not.
    guard let shell = AbsolutePath("/bin/sh") else { return }
    let script = "chmod -R u+rwX \"$0\"; rm -rf \"$0\""
    _ = try? run(shell, ["-c", script, root.parent.description], in: ".")
  }

  /// The root, open.
  package func folder(observer: (any MutationObserver)? = nil) throws -> Folder {
    try Folder(root, observer: observer)
  }

  /// Writes a file, and the folders above it.
  package func write(_ path: String, _ text: String) throws { try write(path, bytes: Array(text.utf8)) }

  /// Writes a file, and the folders above it.
  package func write(_ path: String, bytes: [UInt8]) throws {
    try File.replace(root.appending(path), with: bytes)
  }

  /// Writes an executable file.
  package func writeExecutable(_ path: String, _ text: String) throws {
    try write(path, text)
    try folder().setPermissions(RelativePath(path), 0o755)
  }

  /// The text of a file.
  package func read(_ path: String) throws -> String {
    String(decoding: try File.read(root.appending(path)), as: UTF8.self)
  }

  /// Whether something stands at `path`.
  package func exists(_ path: String) -> Bool {
    ((try? File.status(root.appending(path))) ?? nil) != nil
  }

  /// Removes a file or a folder with all it holds.
  package func delete(_ path: String) throws { try folder().removeTree(RelativePath(path)) }

  /// Every file below `path` with its bytes as text and its permissions: `a/b 644 text`; folders end in a slash.
  package func tree(_ path: String = ".") throws -> [String] {
    let folder = try folder()
    var lines: [String] = []
    func walk(_ path: RelativePath) throws {
      for name in try folder.names(path) {
        guard let status = try folder.status(name) else { continue }
        switch status.kind {
        case .folder:
          lines.append("\(name)/")
          try walk(name)
        case .link:
          lines.append("\(name) -> \(String(decoding: try folder.linkTarget(name), as: UTF8.self))")
        default:
          let text = String(decoding: try folder.read(name), as: UTF8.self)
          lines.append("\(name) \(String(status.permissions, radix: 8)) \(text)")
        }
      }
    }
    try walk(path == "." ? .root : RelativePath(path))
    return lines
  }
}

/// A test that cannot go on.
package struct TestFailure: Error, CustomStringConvertible {
  /// Why.
  package let description: String

  /// A failure with its reason.
  package init(_ description: String) { self.description = description }
}
