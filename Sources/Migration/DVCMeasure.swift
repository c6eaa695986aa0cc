import Identity
import Platform

/// Says what DVC would call the content of paths of the workspace: the MD5 of a file, or of a folder's manifest.
///
/// Each file is read once; its stat is kept, so that whoever hashes it again can tell that it is still the same.
final class DVCMeasure {
  /// What stands at a path.
  enum Found {
    case missing
    /// The text that `dvc.lock` would have: an MD5, with `.dir` behind that of a folder.
    case content(String)
    /// Something that DVC's digest does not cover, in words that follow the path.
    case unusable(String)
  }

  private let workspace: Folder
  private let isIgnored: (@Sendable (RelativePath, Bool) -> Bool)?
  private var known: [Question: Found] = [:]
  private var stamps: [RelativePath: FileStatus] = [:]

  private struct Question: Hashable {
    var path: RelativePath
    var isOut: Bool
  }

  /// What stops the look at one path.
  private enum Stop: Error { case unusable(String) }

  /// A measure in `workspace`; `isIgnored` says which names DVC passes over.
  init(_ workspace: Folder, isIgnored: (@Sendable (RelativePath, Bool) -> Bool)?) {
    self.workspace = workspace
    self.isIgnored = isIgnored
  }

  /// What DVC would call `path`, as an out of a stage or as something that stages read.
  func look(at path: RelativePath, isOut: Bool) -> Found {
    let question = Question(path: path, isOut: isOut)
    if let found = known[question] { return found }
    let found: Found
    do { found = try read(path, isOut: isOut) } catch Stop.unusable(let why) { found = .unusable(why) } catch
    {
      found = .unusable("cannot be read: \(error)")
    }
    known[question] = found
    return found
  }

  /// Whether every file at or below `path` is what it was when it was read here.
  func isUnchanged(_ path: RelativePath) -> Bool {
    stamps.allSatisfy { file, status in
      !path.contains(file) || ((try? workspace.status(file, followingLinks: true)) ?? nil) == status
    }
  }

  private func read(_ path: RelativePath, isOut: Bool) throws -> Found {
    guard let status = try workspace.status(path, followingLinks: !isOut) else { return .missing }
    switch status.kind {
    case .file: return .content(try md5(path).hex)
    case .folder: return .content(try manifest(of: path, isOut: isOut) + ".dir")
    case .link: return .unusable("is a link; 'dvc unprotect' makes it a file")
    case .special: return .unusable("is no file")
    }
  }

  private func md5(_ path: RelativePath) throws -> MD5Digest {
    let file = try workspace.open(path, followingLinks: true)
    let digest = try file.md5()
    let after = try file.status()
    guard after == file.opened else { throw Stop.unusable("changes while it is read") }
    stamps[path] = after
    return digest
  }

  /// The MD5 of the manifest that DVC would write: JSON of the files' paths and MD5s, sorted by path.
  private func manifest(of top: RelativePath, isOut: Bool) throws -> String {
    var files: [(path: String, md5: MD5Digest)] = []
    var waiting = [top]
    while let folder = waiting.popLast() {
      for path in try workspace.names(folder) {
        guard let status = try workspace.status(path) else { continue }
        if isIgnored?(path, status.kind == .folder) ?? false {
          if isOut { throw Stop.unusable("holds '\(path)', which .dvcignore hides from DVC") }
          continue
        }
        if status.kind == .folder {
          if [".dvc", ".hg"].contains(where: { path.name.elementsEqual($0.utf8) }) {
            throw Stop.unusable("holds '\(path)', which DVC passes over")
          }
          waiting.append(path)
          continue
        }
        let isFile = try workspace.status(path, followingLinks: true)?.kind == .file
        guard isFile, status.kind == .file || !isOut else {
          throw Stop.unusable("holds '\(path)', which is no regular file")
        }
        guard let text = String(validating: path.relative(to: top), as: UTF8.self) else {
          throw Stop.unusable("holds a name that is not UTF-8")
        }
        files.append((text, try md5(path)))
      }
    }
    files.sort { $0.path.unicodeScalars.lexicographicallyPrecedes($1.path.unicodeScalars) }
    let items = files.map { #"{"md5": "\#($0.md5.hex)", "relpath": \#(Self.quoted($0.path))}"# }
    return MD5Digest(of: Array("[\(items.joined(separator: ", "))]".utf8)).hex
  }

  /// A JSON string in ASCII, as Python writes it.
  private static func quoted(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x08: result += "\\b"
      case 0x09: result += "\\t"
      case 0x0A: result += "\\n"
      case 0x0C: result += "\\f"
      case 0x0D: result += "\\r"
      case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
      }
    }
    return result + "\""
  }
}
