import Identity
import Platform
import TestSupport

/// The files of this project, as its tests look at them.
struct Repository {
  /// The folder of `Package.swift`.
  let root: AbsolutePath

  init() throws {
    guard let own = AbsolutePath(#filePath) else { throw TestFailure("#filePath is no absolute path") }
    root = own.parent.parent.parent
  }

  /// The text of a file.
  func text(_ path: String) throws -> String {
    String(decoding: try File.read(root.appending(path)), as: UTF8.self)
  }

  /// The lines of a file, without their line feeds.
  func lines(_ path: String) throws -> [Substring] {
    var lines = try text(path).split(separator: "\n", omittingEmptySubsequences: false)
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The Swift files below `folders`.
  func swiftFiles(in folders: String...) throws -> [String] {
    let folder = try Folder(root)
    var found: [String] = []
    func walk(_ path: RelativePath) throws {
      for name in try folder.names(path) {
        switch try folder.status(name)?.kind {
        case .folder: try walk(name)
        case .file where name.description.hasSuffix(".swift"): found.append(name.description)
        default: break
        }
      }
    }
    for path in folders { try walk(RelativePath(path)) }
    return found
  }

  /// The files that git keeps; nil where this is not a work tree.
  func trackedFiles() throws -> [String]? {
    guard let git = AbsolutePath("/usr/bin/git") else { return nil }
    let listed = try Workspace.with { space in
      try space.run(git, ["-c", "safe.directory=*", "-C", root.description, "ls-files", "-z"])
    }
    guard listed.status == 0 else { return nil }
    return listed.output.split(separator: "\0").map(String.init)
  }
}

/// A Swift file's module, by where it stands: `Sources/X/…`, `stages/x/…`.
func module(of path: String) -> String {
  let parts = path.split(separator: "/")
  return parts.count > 2 ? String(parts[1]) : path
}
