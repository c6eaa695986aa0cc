import Diagnostics
import History
import Identity
import Platform

/// The hooks and the merge driver of a project in a git work tree: what `install` writes, and `install --undo` takes away.
struct GitSetup {
  /// One thing that was looked at, and whether it had to be changed.
  struct Step {
    var what: String
    var isChanged: Bool
  }

  private let tree: GitWorkTree
  /// The project's root.
  private let project: AbsolutePath
  private let hooks: [GitHook]

  init(tree: GitWorkTree, project: AbsolutePath) {
    self.tree = tree
    self.project = project
    let inside = project.suffix(below: tree.top) ?? []
    hooks = GitHook.all(folder: inside.isEmpty ? "." : String(decoding: inside, as: UTF8.self))
  }

  private static let driver = "lockstep merge-lock %O %A %B %P"
  private static let attribute = "pipeline.lock merge=lockstep"

  /// Sets up all of it; nothing is changed where something of somebody else's is in the way.
  func install() throws -> [Step] {
    try checkHooksFolder()
    var steps: [Step] = []
    let texts = try hooks.map { try (hook: $0, text: text(of: $0)) }
    try checkDriver()
    for (hook, text) in texts {
      let isChanged = try read(path(hook)) != text
      if isChanged { try write(text, to: path(hook)) }
      steps.append(Step(what: "hook \(hook.name)", isChanged: isChanged))
    }
    steps.append(Step(what: "merge driver 'lockstep'", isChanged: try setDriver()))
    steps.append(Step(what: ".gitattributes: \(Self.attribute)", isChanged: try addAttribute()))
    return steps
  }

  /// Takes away what `install` set up for this project; what others wrote stays.
  func undo() throws -> [Step] {
    var steps: [Step] = []
    var others = false
    for hook in hooks {
      let old = try read(path(hook))
      let rest = old.flatMap { hook.rest(of: $0) }
      if rest != old {
        if let rest { try write(rest, to: path(hook)) } else { try remove(path(hook)) }
      }
      if let rest, rest.starts(with: GitHook.head.utf8) { others = true }
      steps.append(Step(what: "hook \(hook.name)", isChanged: rest != old))
    }
    let isOurs = try tree.setting("merge.lockstep.driver") == Self.driver
    // The driver serves all projects of the repository.
    if isOurs, !others { try tree.removeSection("merge.lockstep") }
    steps.append(Step(what: "merge driver 'lockstep'", isChanged: isOurs && !others))
    steps.append(Step(what: ".gitattributes: \(Self.attribute)", isChanged: try removeAttribute()))
    return steps
  }

  // MARK: Hooks

  private func path(_ hook: GitHook) -> AbsolutePath { tree.hooks.appending(hook.name) }

  private func checkHooksFolder() throws {
    guard let status = try File.status(tree.hooks), status.kind != .folder else { return }
    throw Diagnostic(
      "git looks for hooks in '\(tree.hooks)', which is no folder",
      hint:
        "'git config core.hooksPath' shows where that is said, 'git config --unset core.hooksPath' undoes it")
  }

  private func text(of hook: GitHook) throws -> [UInt8] {
    let path = path(hook)
    // A link that leads nowhere is somebody's, too.
    if let text = try hook.text(over: stands(path) ? read(path) ?? [] : nil) { return text }
    throw Diagnostic(
      "there is a hook '\(path)' already, which is left as it is",
      hint: "add these lines to it, or move it away, and run 'lockstep install' again", lines: hook.lines)
  }

  private func stands(_ path: AbsolutePath) throws -> Bool {
    guard try File.status(path.parent) != nil else { return false }
    return try Folder(path.parent).status(name(of: path)) != nil
  }

  private func name(of path: AbsolutePath) throws -> RelativePath {
    try RelativePath(validating: Array(path.bytes.suffix(path.bytes.count - path.parent.bytes.count - 1)))
  }

  private func read(_ path: AbsolutePath) throws -> [UInt8]? {
    guard try File.status(path) != nil else { return nil }
    return try File.read(path, limit: 1 << 20)
  }

  private func write(_ text: [UInt8], to path: AbsolutePath) throws {
    try File.replace(path, with: text)
    try Folder(path.parent).setPermissions(name(of: path), 0o755)
  }

  private func remove(_ path: AbsolutePath) throws { try Folder(path.parent).remove(name(of: path)) }

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

  // MARK: Attributes

  private var attributes: AbsolutePath { project.appending(".gitattributes") }

  private static func isAttribute(_ line: ArraySlice<UInt8>) -> Bool {
    line.filter { $0 != 0x0D }.elementsEqual(attribute.utf8)
  }

  private func addAttribute() throws -> Bool {
    var text = try read(attributes) ?? []
    if text.split(separator: 0x0A).contains(where: Self.isAttribute) { return false }
    if let last = text.last, last != 0x0A { text.append(0x0A) }
    try File.replace(attributes, with: text + Array((Self.attribute + "\n").utf8))
    return true
  }

  private func removeAttribute() throws -> Bool {
    guard let text = try read(attributes) else { return false }
    let lines = text.split(separator: 0x0A, omittingEmptySubsequences: false)
    let rest = Array(lines.filter { !Self.isAttribute($0) }.joined(separator: [0x0A]))
    if rest == text { return false }
    if rest.isEmpty { try remove(attributes) } else { try File.replace(attributes, with: rest) }
    return true
  }
}
