import Identity
import PipelineModel
import Platform

/// What a sandboxed command may do with files outside its tree.
struct SandboxRules {
  /// What it may read: the system, what `PATH` names, what the stage lists.
  let readable: [AbsolutePath]
  /// The devices, which it may use.
  private static let devices = AbsolutePath("/dev")
  private let project: AbsolutePath

  private static let system = [
    "/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/etc", "/proc", "/sys", "/opt",
  ].compactMap { AbsolutePath($0) }

  init(_ stage: Stage, project: AbsolutePath, environment: [(name: String, value: String)]) {
    self.project = project
    let variables = Dictionary(
      environment.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    let home = variables["HOME"].flatMap { AbsolutePath($0) }
    readable =
      Self.system + Self.programs(variables["PATH"] ?? "", home: home)
      + Self.listed(stage, project: project, home: home)
  }

  /// The folders of `PATH`; where one is called `bin`, what it stands in as well, since programs keep their files there.
  private static func programs(_ path: String, home: AbsolutePath?) -> [AbsolutePath] {
    path.split(separator: ":").compactMap { AbsolutePath(String($0)) }.flatMap { folder in
      let real = (try? CurrentProcess.resolved(folder)) ?? folder
      return [folder, real].flatMap { folder in
        let prefix = folder.parent
        let isPrefix = folder.bytes.suffix(4).elementsEqual("/bin".utf8) && !prefix.isTop && prefix != home
        return isPrefix ? [folder, prefix] : [folder]
      }
    }
  }

  /// What `sandbox.read` lists outside the project.
  private static func listed(
    _ stage: Stage, project: AbsolutePath, home: AbsolutePath?
  ) -> [AbsolutePath] {
    (stage.sandbox?.readable ?? []).compactMap { entry in
      let path = resolved(entry.text, stage, project: project, home: home)
      return path?.suffix(below: project) == nil ? path : nil
    }
  }

  /// What `sandbox.read` lists inside the project, with the text that says so: it is put into the tree.
  static func listedInside(
    _ stage: Stage, project: AbsolutePath, environment: [(name: String, value: String)]
  ) -> [(text: String, path: RelativePath)] {
    let home = environment.first { $0.name == "HOME" }.flatMap { AbsolutePath($0.value) }
    return (stage.sandbox?.readable ?? []).compactMap { entry in
      resolved(entry.text, stage, project: project, home: home)?.suffix(below: project)
        .flatMap { try? RelativePath(validating: $0) }.map { (entry.text, $0) }
    }
  }

  private static func resolved(
    _ text: String, _ stage: Stage, project: AbsolutePath, home: AbsolutePath?
  ) -> AbsolutePath? {
    if text == "~" || text.hasPrefix("~/") {
      return home.map { AbsolutePath(resolving: "." + text.dropFirst(), against: $0) }
    }
    return AbsolutePath(resolving: text, against: project.appending(stage.workingFolder))
  }

  /// Whether a path outside the project may be read.
  func allowsReading(_ path: AbsolutePath) -> Bool {
    readable.contains { shows(path, below: $0) } || isDevice(path)
  }

  /// Whether a path is a device, or what the system shows as one: it may be written to.
  func isDevice(_ path: AbsolutePath) -> Bool {
    [Self.devices, AbsolutePath("/proc")].compactMap { $0 }.contains { shows(path, below: $0) }
  }

  /// Whether `path` lies in `top` and not on the way from there to the project.
  private func shows(_ path: AbsolutePath, below top: AbsolutePath) -> Bool {
    guard let inside = path.suffix(below: top) else { return false }
    guard let way = project.suffix(below: top) else { return true }
    return inside.split(separator: 0x2F).first != way.split(separator: 0x2F).first
  }

  /// The kernel's rules for a command in `tree`; nil where this kernel has none.
  func landlock(for tree: ScratchTree) -> Landlock? {
    guard let rules = tree.project.makeLandlock() else { return nil }
    for path in readable { allow(path, .reading, rules) }
    if let devices = Self.devices { allow(devices, .using, rules) }
    // Shared memory that programs make by name (POSIX semaphores) is no file to them.
    if let memory = AbsolutePath("/dev/shm"), project.suffix(below: memory) == nil {
      rules.allow(memory, .changing)
    }
    for path in [tree.root, tree.home, tree.temporary] { rules.allow(path, .changing) }
    return rules
  }

  /// Allows `path`; where the project lies in it, all in it but the folder that leads there.
  private func allow(_ path: AbsolutePath, _ access: Landlock.Access, _ rules: Landlock) {
    let real = (try? CurrentProcess.resolved(path)) ?? path
    guard project.suffix(below: real) != nil else {
      rules.allow(real, access)
      return
    }
    guard let folder = try? Folder(real), let names = try? folder.names(.root) else { return }
    for name in names.map({ real.appending($0) }) where project.suffix(below: name) == nil {
      allow(name, access, rules)
    }
  }
}
