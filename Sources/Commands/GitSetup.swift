import Diagnostics
import History
import Identity
import Platform

/// The hooks and the merge driver of a project in a git work tree: what `install` writes.
struct GitSetup {
  /// One thing that was looked at, and whether it had to be set up.
  struct Step {
    var what: String
    var isChanged: Bool
  }

  let tree: GitWorkTree
  /// The project's root.
  let project: AbsolutePath

  private static let driver = "lockstep merge-lock %O %A %B %P"
  private static let attribute = "pipeline.lock merge=lockstep"

  /// Sets up all of it; nothing is changed where something of somebody else's is in the way.
  func install() throws -> [Step] {
    let hooks = [("post-checkout", postCheckout), ("pre-commit", preCommit)]
    try checkHooks(hooks)
    try checkDriver()
    var steps: [Step] = []
    for (name, text) in hooks {
      let path = tree.hooks.appending(name)
      let isThere = try read(path) != nil
      if !isThere { try write(text, to: path) }
      steps.append(Step(what: "hook \(name)", isChanged: !isThere))
    }
    steps.append(Step(what: "merge driver 'lockstep'", isChanged: try setDriver()))
    steps.append(Step(what: ".gitattributes: \(Self.attribute)", isChanged: try addAttribute()))
    return steps
  }

  // MARK: Hooks

  private func checkHooks(_ hooks: [(name: String, text: String)]) throws {
    for hook in hooks {
      let path = tree.hooks.appending(hook.name)
      guard let there = try read(path), there != Array(hook.text.utf8) else { continue }
      throw Diagnostic(
        "there is a hook '\(path)' already, which is left as it is",
        hint: "add these lines to it, or move it away and run 'lockstep install' again:\n"
          + hook.text.split(separator: "\n").dropFirst(2).map { "    \($0)" }.joined(separator: "\n"))
    }
  }

  private func read(_ path: AbsolutePath) throws -> [UInt8]? {
    guard try File.status(path) != nil else { return nil }
    return try File.read(path, limit: 1 << 20)
  }

  private func write(_ text: String, to path: AbsolutePath) throws {
    try File.replace(path, with: Array(text.utf8))
    let folder = try Folder(path.parent)
    let name = path.bytes.suffix(path.bytes.count - path.parent.bytes.count - 1)
    try folder.setPermissions(RelativePath(validating: Array(name)), 0o755)
  }

  /// The lines that a hook begins with: what it is, and the way to a project that this commit has.
  private var opening: String {
    let inside = project.suffix(below: tree.top) ?? []
    let folder = inside.isEmpty ? "." : String(decoding: inside, as: UTF8.self)
    let quoted =
      "'" + folder.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    return """
      #!/bin/sh
      # Written by 'lockstep install'.
      cd \(quoted) 2>/dev/null && [ -e .lockstep/config.yaml ] || exit 0
      command -v lockstep >/dev/null || { echo "hook: there is no lockstep on PATH" >&2; exit 0; }

      """
  }

  private var postCheckout: String {
    opening + """
      # Single files were checked out, or a rebase goes through many commits: the outs can wait.
      [ "$3" = 1 ] && [ ! -d "$(git rev-parse --git-path rebase-merge)" ] || exit 0
      exec lockstep checkout

      """
  }

  private var preCommit: String {
    opening + """
      lockstep status || true

      """
  }

  // MARK: The merge driver

  private func checkDriver() throws {
    if let there = try tree.setting("merge.lockstep.driver"), there != Self.driver {
      throw Diagnostic(
        "git has another merge driver 'lockstep': '\(there)'",
        hint: "remove it with: git config --unset merge.lockstep.driver")
    }
  }

  private func setDriver() throws -> Bool {
    if try tree.setting("merge.lockstep.driver") == Self.driver { return false }
    guard try tree.set("merge.lockstep.name", "Lockstep's locks, stage by stage"),
      try tree.set("merge.lockstep.driver", Self.driver)
    else {
      throw Diagnostic("git refuses to set 'merge.lockstep.driver'", hint: "is its configuration writable?")
    }
    return true
  }

  private func addAttribute() throws -> Bool {
    let path = project.appending(".gitattributes")
    var text = try read(path) ?? []
    let lines = text.split(separator: 0x0A).map { $0.filter { $0 != 0x0D } }
    if lines.contains(Array(Self.attribute.utf8)) { return false }
    if let last = text.last, last != 0x0A { text.append(0x0A) }
    try File.replace(path, with: text + Array((Self.attribute + "\n").utf8))
    return true
  }
}
