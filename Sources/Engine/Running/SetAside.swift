import Identity
import PipelineModel
import Platform

/// Old outs moved out of the way of a command, and back again where it fails.
///
/// They go to `trash/<run>/` in the project's own folder. On the same volume a move is a rename; on another the bytes
/// are copied. A persistent out stays where it is, and a copy of it is kept.
struct SetAside {
  let project: Project
  /// The folder of this run below `trash`.
  let folder: RelativePath
  private(set) var moved: [Journal.SetAsidePath] = []
  /// The paths whose old bytes can be given back, or were the stage's own last result.
  private var known: Set<RelativePath> = []
  /// The paths that stay and are copied.
  private var persistent: Set<RelativePath> = []

  /// For the stage that is the `number`-th of this run.
  init(_ project: Project, run: RelativePath, number: Int) throws {
    self.project = project
    folder = try run.appending(name: Array("\(number)".utf8))
  }

  /// What `outputs` will be moved as, before anything is moved: the journal must know first.
  mutating func plan(_ outputs: [Output], isKnown: (Output) -> Bool) throws {
    for (number, output) in outputs.enumerated() {
      let stands = try project.workspace.status(output.path) != nil
      if output.isPersistent && stands { persistent.insert(output.path) }
      // What a stage adds to is its own to change: the copy serves until it has succeeded.
      if stands, output.isPersistent || isKnown(output) { known.insert(output.path) }
      let aside = stands ? try folder.appending(name: Array("\(number)".utf8)) : nil
      moved.append(Journal.SetAsidePath(path: output.path, aside: aside))
    }
  }

  /// Whether the command will change what stands: then a copy must outlive a power cut before it begins.
  var hasCopies: Bool { !persistent.isEmpty }

  /// Moves the planned paths aside; `copies` of `.lockstep` that were made of persistent ones are taken for them.
  func move(copies: [RelativePath: RelativePath] = [:]) throws {
    guard moved.contains(where: { $0.aside != nil }) else { return }
    try project.own.makeFolders(folder)
    for entry in moved {
      guard let aside = entry.aside else { continue }
      if persistent.contains(entry.path), let copy = copies[entry.path] {
        try project.own.rename(copy, to: aside)
      } else if persistent.contains(entry.path) {
        try project.workspace.copy(entry.path, to: aside, in: project.own)
      } else {
        try project.workspace.move(entry.path, to: aside, in: project.own)
      }
    }
    if hasCopies { try project.own.flushFileSystem() }
  }

  /// Puts everything back; what stands in the way goes to `failed/<stage>/`.
  static func putBack(_ moved: [Journal.SetAsidePath], of stage: StageID, in project: Project) throws {
    let failed = try FailedOuts.folder(of: stage)
    if try project.own.status(failed) != nil { try project.own.removeTree(failed) }
    for (number, entry) in moved.enumerated() {
      if let aside = entry.aside, try project.own.status(aside) == nil { continue }  // never moved
      if let made = try inTheWay(of: entry.path, in: project.workspace) {
        try project.own.makeFolders(failed)
        let name = Array("\(number)-".utf8) + made.name.prefix(200)
        try project.workspace.move(made, to: try failed.appending(name: name), in: project.own)
      }
      guard let aside = entry.aside else { continue }
      try project.workspace.makeFolders(entry.path.parent)
      try project.own.move(aside, to: entry.path, in: project.workspace)
    }
  }

  /// What stands at `path`, or where a folder above it was.
  private static func inTheWay(of path: RelativePath, in workspace: Folder) throws -> RelativePath? {
    var above: [RelativePath] = []
    var folder = path.parent
    while !folder.isRoot {
      above.append(folder)
      folder = folder.parent
    }
    for folder in above.reversed() {
      guard let found = try workspace.status(folder) else { return nil }
      if found.kind != .folder { return folder }
    }
    return try workspace.status(path) == nil ? nil : path
  }

  /// Drops what was set aside and is known; a hand edit, or a file that was there before, stays in `trash`.
  func drop() throws {
    for entry in moved {
      guard let aside = entry.aside, known.contains(entry.path) else { continue }
      try project.own.removeTree(aside)
    }
    try? project.own.removeFolder(folder)
  }
}

/// Where the outs of failed runs are kept for a look: `failed/<stage>/`.
enum FailedOuts {
  static func folder(of stage: StageID) throws -> RelativePath {
    try RelativePath("failed/\(stage.fileName)")
  }
}

extension StageID {
  /// The stage as the name of a file: `+` for each slash, `%2B` for a plus; a long one is cut, and told apart by its
  /// digest.
  var fileName: String {
    let name = description.replacing("%", with: "%25").replacing("+", with: "%2B").replacing("/", with: "+")
    guard name.utf8.count > Self.longestFileName else { return name }
    let digest = SHA256Hasher.digest(of: Array(description.utf8)).hex.prefix(16)
    return String(decoding: name.utf8.prefix(Self.longestFileName), as: UTF8.self) + "-" + digest
  }

  private static let longestFileName = 200
}
