import CPlatform
import Glibc
package import Identity

/// A new file being written, at a path that nothing else has.
package struct WritableFile: ~Copyable {
  private let descriptor: FileDescriptor
  private let folder: Folder
  /// Where it stands in its folder.
  package let path: RelativePath

  fileprivate init(_ descriptor: consuming FileDescriptor, in folder: Folder, path: RelativePath) {
    self.descriptor = descriptor
    self.folder = folder
    self.path = path
  }

  /// Appends all of `bytes`.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    try folder.announce(.write(path, count: bytes.count))
    // SAFETY: the buffer is valid for the length of the call.
    let failure: SystemError? = unsafe bytes.withUnsafeBytes { unsafe writeAll($0) }
    if let failure { throw failure }
  }

  /// Copies all of `source` and hashes what is written, in one pass over its bytes.
  ///
  /// - Returns: the digest and the number of the bytes that were both hashed and written.
  package func copy(from source: borrowing ReadableFile) throws(SystemError) -> (digest: Digest, count: Int64)
  {
    let size = source.opened.size
    try folder.announce(.write(path, count: Int(clamping: size)))
    let hasher = SHA256Hasher()
    var count: Int64 = 0
    var failure: SystemError?
    unsafe try source.readChunks(of: SHA256Hasher.chunk(for: size)) { chunk in
      guard failure == nil else { return }
      // SAFETY: the chunk is valid for the length of this call.
      unsafe hasher.update(chunk)
      failure = unsafe writeAll(chunk)
      count += Int64(chunk.count)
    }
    if let failure { throw failure }
    return (hasher.finalize(), count)
  }

  /// Makes the file share the extents of `source` (`FICLONE`).
  ///
  /// - Throws: `SystemError` whose `isUnsupported` says that this file system cannot.
  package func clone(from source: borrowing ReadableFile) throws(SystemError) {
    try folder.announce(.clone(path))
    guard lockstep_clone(source.descriptor.number, descriptor.number) == 0 else {
      throw SystemError.last("clone into", folder.shown(path))
    }
  }

  /// Flushes the file's bytes to the device (`fdatasync`).
  package func flush() throws(SystemError) {
    try folder.announce(.flush(path))
    guard fdatasync(descriptor.number) == 0 else { throw SystemError.last("flush", folder.shown(path)) }
  }

  /// Sets the permission bits (`fchmod`).
  package func setPermissions(_ permissions: UInt32) throws(SystemError) {
    try folder.announce(.setPermissions(path))
    guard fchmod(descriptor.number, permissions) == 0 else {
      throw SystemError.last("set the permissions of", folder.shown(path))
    }
  }

  /// What the open file is now.
  package func status() throws(SystemError) -> FileStatus {
    var found = stat()
    // SAFETY: `found` is ours for the length of this call.
    guard unsafe fstat(descriptor.number, &found) == 0 else {
      throw SystemError.last("look at", folder.shown(path))
    }
    return FileStatus(found)
  }

  /// Opens what was written so far for reading from the start.
  package func reopened() throws(SystemError) -> ReadableFile {
    try folder.open(path, followingLinks: false)
  }

  private func writeAll(_ bytes: UnsafeRawBufferPointer) -> SystemError? {
    var done = 0
    while done < bytes.count {
      // SAFETY: the rest of the buffer is valid for the length of this call.
      let count = retrying {
        unsafe Glibc.write(descriptor.number, bytes.baseAddress.map { unsafe $0 + done }, bytes.count - done)
      }
      guard count > 0 else { return SystemError.last("write", folder.shown(path)) }
      done += count
    }
    return nil
  }
}

extension Folder {
  /// Creates a file at `path`, where nothing may stand (`O_EXCL | O_NOFOLLOW`).
  package func create(
    _ path: RelativePath, permissions: UInt32 = 0o664
  ) throws(SystemError) -> WritableFile {
    try open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, permissions)
  }

  /// Opens the file at `path` for adding to its end; creates it where there is none.
  package func append(
    to path: RelativePath, permissions: UInt32 = 0o664
  ) throws(SystemError) -> WritableFile {
    try open(path, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW, permissions)
  }

  private func open(
    _ path: RelativePath, _ flags: CInt, _ permissions: UInt32
  ) throws(SystemError) -> WritableFile {
    try announce(.create(path))
    let parent = try openParent(of: path)
    let opened = unsafe withCPath(path.name) { name in
      // SAFETY: `name` is NUL-terminated for the length of this call.
      unsafe lockstep_openat(parent.number, name, flags, permissions)
    }
    let descriptor = try FileDescriptor(opened, "create", shown(path))
    share(descriptor, permissions)
    return WritableFile(descriptor, in: self, path: path)
  }

  /// Gives the file the permissions that the umask took from it, where the folder is shared.
  ///
  /// One that somebody else made stays as it is: whoever made it did the same.
  func share(_ file: borrowing FileDescriptor, _ permissions: UInt32) {
    if isShared { _ = fchmod(file.number, permissions) }
  }

  /// Puts `bytes` at `path` so that a reader, also after a crash, finds the old file or the new one, never half:
  /// written to a file of this process's own, flushed if `durable`, renamed over it, the folder flushed.
  ///
  /// - Parameter scratch: a folder on the same file system for the file that is being written; beside it where nil.
  package func replace(
    _ path: RelativePath, with bytes: [UInt8], durable: Bool = true, permissions: UInt32 = 0o664,
    scratch: Folder? = nil
  ) throws(SystemError) {
    try replace(path, durable: durable, permissions: permissions, scratch: scratch, refusal: { $0 }) {
      (write) throws(SystemError) in try write(bytes)
    }
  }

  /// The same with what `body` writes, part by part, which need never be in memory as a whole.
  ///
  /// - Parameter refusal: what is thrown for what the system refuses.
  package func replace<Failure: Error>(
    _ path: RelativePath, durable: Bool = true, permissions: UInt32 = 0o664, scratch: Folder? = nil,
    refusal: @escaping (SystemError) -> Failure,
    from body: (_ write: ([UInt8]) throws(Failure) -> Void) throws(Failure) -> Void
  ) throws(Failure) {
    func system<Result>(_ call: () throws(SystemError) -> Result) throws(Failure) -> Result {
      do throws(SystemError) { return try call() } catch { throw refusal(error) }
    }
    let temporary = scratch == nil ? beside(path) : Self.scratchPath
    let place = scratch ?? self
    do throws(Failure) {
      let opened = try system { () throws(SystemError) in
        if scratch != nil { try place.makeFolders(temporary.parent) }
        // What stands there was left by a process of the same number that died.
        try place.remove(temporary)
        return OpenedFile(try place.create(temporary, permissions: permissions))
      }
      try body { (part) throws(Failure) in
        try system { () throws(SystemError) in try opened.file.write(part) }
      }
      try system { () throws(SystemError) in
        if durable { try opened.file.flush() }
        try place.rename(temporary, to: path, in: self, replacing: true)
      }
    } catch {
      try? place.remove(temporary)
      throw error
    }
    if durable { try system { () throws(SystemError) in try flushFolder(path.parent) } }
  }

  /// Removes what processes that are no more have left of what was to be put at `path`, as far as this can be done.
  func removeAbandoned(besides path: RelativePath) {
    let start = Self.temporaryStart(path)
    guard let scan = try? entries(path.parent, namesOnly: true) else { return }
    for index in 0..<scan.count {
      let name = scan.name(index)
      guard name.starts(with: start), name.reversed().starts(with: ".tmp".utf8.reversed()),
        let writer = pid_t(String(decoding: name.dropFirst(start.count).dropLast(4), as: UTF8.self)),
        writer > 0,
        kill(writer, 0) != 0, errno == ESRCH
      else { continue }
      try? remove(path.parent.isRoot ? RelativePath(ofMachine: name) : path.parent.appending(name: name))
    }
  }

  private static func temporaryStart(_ path: RelativePath) -> [UInt8] {
    Array(path.name.prefix(200)) + [UInt8(ascii: ".")]
  }

  /// A name beside `path` that no other process uses.
  private func beside(_ path: RelativePath) -> RelativePath {
    let name = Self.temporaryStart(path) + Array("\(getpid()).tmp".utf8)
    do {
      return try path.parent.appending(name: name)
    } catch {
      return RelativePath(ofMachine: name)
    }
  }

  private static var scratchPath: RelativePath {
    do { return try RelativePath("tmp/\(getpid())") } catch { preconditionFailure("a number is a name") }
  }
}

/// A holder for a file that closures share.
private final class OpenedFile {
  let file: WritableFile
  init(_ file: consuming WritableFile) { self.file = file }
}
