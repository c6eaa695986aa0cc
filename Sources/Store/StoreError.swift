package import Identity
package import Platform

/// What can go wrong with content on disk, as data; the prose is in `description`.
package enum StoreError: Error, Hashable, Sendable {
  /// The system refused.
  case system(SystemError)
  /// A path's bytes changed while they were read, three times in a row.
  case changedWhileRead(RelativePath)
  /// A pipe, socket or device where data is expected.
  case specialFile(RelativePath)
  /// A name that cannot be recorded.
  case unusableName(folder: RelativePath, name: [UInt8], PathProblem)
  /// A symlink leads back to a folder that holds it.
  case linkLoop(RelativePath)
  /// The cache has no object of that name.
  case missingObject(Digest)
  /// The bytes of an object are not those of its name.
  case damagedObject(Digest)
  /// An object of more bytes than are ever held at once, which is no tree and no link.
  case tooLarge(Digest)
  /// A tree object that breaks the format.
  case badManifest(Digest, reason: String)
}

extension StoreError: CustomStringConvertible {
  /// One line, lower case, without a full stop.
  package var description: String {
    switch self {
    case .system(let error): error.description
    case .changedWhileRead(let path): "'\(path)' changed while it was read"
    case .specialFile(let path): "'\(path)' is a pipe, socket or device"
    case .unusableName(let folder, let name, let problem):
      "'\(folder)' holds the name '\(String(decoding: name, as: UTF8.self))', which cannot be recorded: \(problem)"
    case .linkLoop(let path): "the symlink '\(path)' leads back to a folder that holds it"
    case .missingObject(let digest): "object \(digest.short) is missing from the cache"
    case .damagedObject(let digest): "object \(digest.short) is damaged: its bytes are not those of its name"
    case .tooLarge(let digest):
      "object \(digest.short) is larger than \(TreeManifest.longest >> 20) MiB, the most that is read at once"
    case .badManifest(let digest, let reason): "tree object \(digest.short) is not valid: \(reason)"
    }
  }
}

extension StoreError {
  /// Whether the cache lost or spoilt an object.
  package var isDamage: Bool {
    switch self {
    case .missingObject, .damagedObject, .badManifest: true
    case .system, .changedWhileRead, .tooLarge, .specialFile, .unusableName, .linkLoop: false
    }
  }
}

/// Runs `body`, wrapping what the system refuses.
func wrapping<Result: ~Copyable>(_ body: () throws(SystemError) -> Result) throws(StoreError) -> Result {
  do throws(SystemError) { return try body() } catch { throw .system(error) }
}
