import Identity

/// Whole files of this machine by absolute path: for the stage programs and for tests.
///
/// The runner itself works inside a `Folder`.
package enum File {
  /// All bytes of the file at `path`.
  package static func read(_ path: AbsolutePath, limit: Int = .max) throws(SystemError) -> [UInt8] {
    let (folder, name) = try place(of: path)
    return try folder.read(name, limit: limit)
  }

  /// Puts `bytes` at `path`, so that nobody ever sees half of them; makes the folders above.
  package static func replace(_ path: AbsolutePath, with bytes: [UInt8]) throws(SystemError) {
    try replace(path, refusal: { $0 }) { (write) throws(SystemError) in try write(bytes) }
  }

  /// Puts what `body` writes at `path`, so that nobody ever sees half of it; makes the folders above.
  ///
  /// - Parameter refusal: what is thrown for what the system refuses.
  package static func replace<Failure: Error>(
    _ path: AbsolutePath, refusal: @escaping (SystemError) -> Failure,
    from body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    let folder: Folder
    let name: RelativePath
    do throws(SystemError) {
      try makeFolders(path.parent)
      (folder, name) = try place(of: path)
    } catch { throw refusal(error) }
    folder.removeAbandoned(besides: name)
    try folder.replace(name, durable: false, refusal: refusal, from: body)
  }

  /// What stands at `path`, links followed, or nil.
  package static func status(_ path: AbsolutePath) throws(SystemError) -> FileStatus? {
    do throws(SystemError) {
      let (folder, name) = try place(of: path)
      return try folder.status(name, followingLinks: true)
    } catch {
      if error.isNotFound { return nil }
      throw error
    }
  }

  /// Makes the folder at `path` and those above it, as far as they are missing.
  ///
  /// - Parameter isShared: whether everybody of the folders' group may write to them, whatever the umask says.
  package static func makeFolders(_ path: AbsolutePath, isShared: Bool = false) throws(SystemError) {
    if path.isTop { return }
    if try status(path) != nil { return }
    try makeFolders(path.parent, isShared: isShared)
    let (folder, name) = try place(of: path, isShared: isShared)
    do {
      try folder.makeFolder(name)
    } catch {
      if !error.isExisting { throw error }
    }
  }

  private static func place(
    of path: AbsolutePath, isShared: Bool = false
  ) throws(SystemError) -> (Folder, RelativePath) {
    let parent = path.parent
    let name = path.bytes.suffix(path.bytes.count - (parent.isTop ? 1 : parent.bytes.count + 1))
    guard !name.isEmpty else { throw SystemError.invalid("open", path.bytes) }
    return (try Folder(parent, isShared: isShared), RelativePath(ofMachine: Array(name)))
  }
}
