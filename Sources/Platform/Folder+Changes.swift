import CPlatform
import Glibc
package import Identity

// SAFETY of this file: each call hands the C function names that are NUL-terminated for the length of the call, and
// a descriptor that `atParent` holds open.
extension Folder {
  /// Moves `path`; the two may be in different folders of one file system.
  ///
  /// - Throws: `SystemError`; `isExisting` where something stands at the target and `replacing` is false.
  package func rename(
    _ path: RelativePath, to target: RelativePath, replacing: Bool = false
  ) throws(SystemError) {
    try rename(path, to: target, in: self, replacing: replacing)
  }

  /// Moves `path` to `target` of another folder on the same file system.
  package func rename(
    _ path: RelativePath, to target: RelativePath, in other: Folder, replacing: Bool = false
  ) throws(SystemError) {
    try announce(.rename(path, to: target))
    let there = try other.openParent(of: target)
    try unsafe atParent(of: path, "rename") { here, name in
      unsafe withCPath(target.name) {
        unsafe lockstep_rename(here, name, there.number, $0, replacing ? 1 : 0)
      }
    }
  }

  /// Lets `path` and `target` of another folder, which both stand, change places, so that neither is ever missing.
  ///
  /// - Throws: `SystemError`: not every file system has it, and not between two.
  package func exchange(
    _ path: RelativePath, with target: RelativePath, in other: Folder
  ) throws(SystemError) {
    try announce(.rename(path, to: target))
    let there = try other.openParent(of: target)
    try unsafe atParent(of: path, "rename") { here, name in
      unsafe withCPath(target.name) { unsafe lockstep_exchange(here, name, there.number, $0) }
    }
  }

  /// Gives the file at `path` of `source` a second name, `target`, in this folder.
  package func link(_ target: RelativePath, to path: RelativePath, in source: Folder) throws(SystemError) {
    try announce(.link(target))
    let there = try source.openParent(of: path)
    try unsafe atParent(of: target, "link") { here, name in
      unsafe withCPath(path.name) { unsafe linkat(there.number, $0, here, name, 0) }
    }
  }

  /// Makes `path` a symlink with the target bytes `target`.
  package func symlink(_ path: RelativePath, target: [UInt8]) throws(SystemError) {
    try announce(.symlink(path))
    try unsafe atParent(of: path, "link") { here, name in
      unsafe withCPath(target) { unsafe symlinkat($0, here, name) }
    }
  }

  /// Removes the file or link at `path`; nothing happens where there is none.
  package func remove(_ path: RelativePath) throws(SystemError) {
    try announce(.remove(path))
    do {
      try unsafe atParent(of: path, "remove") { unsafe unlinkat($0, $1, 0) }
    } catch {
      if !error.isNotFound { throw error }
    }
  }

  /// Removes the empty folder at `path`.
  package func removeFolder(_ path: RelativePath) throws(SystemError) {
    try announce(.remove(path))
    try unsafe atParent(of: path, "remove folder") { unsafe unlinkat($0, $1, AT_REMOVEDIR) }
  }

  /// Removes whatever stands at `path`, folders with all they hold; links are removed, never followed.
  ///
  /// What is below may have any name and any depth: what a stage left behind need not be what Lockstep records.
  package func removeTree(_ path: RelativePath) throws(SystemError) {
    guard let status = try status(path) else { return }
    guard status.kind == .folder else { return try remove(path) }
    let parent = try openParent(of: path)
    try removeFolder(path.name, status, of: parent.number, below: path)
  }

  private func removeFolder(
    _ name: [UInt8], _ status: FileStatus, of parent: CInt, below top: RelativePath
  ) throws(SystemError) {
    func check(_ result: CInt) throws(SystemError) {
      guard result == 0 || errno == ENOENT else { throw SystemError.last("remove", shown(top)) }
    }
    if status.permissions & 0o700 != 0o700 {
      try announce(.setPermissions(top))
      try check(unsafe withCPath(name) { unsafe fchmodat(parent, $0, 0o700, 0) })
    }
    let opened = unsafe withCPath(name) {
      unsafe lockstep_open_beneath(parent, $0, O_RDONLY | O_DIRECTORY, 0)
    }
    let folder = try FileDescriptor(opened, "remove", shown(top))
    let again = try FileDescriptor(
      unsafe lockstep_openat(folder.number, ".", O_RDONLY | O_DIRECTORY, 0), "remove", shown(top))
    let scan = try FolderScan(again, path: shown(top), kindsOnly: true)
    for index in 0..<scan.count {
      let child = scan.name(index)
      let status = scan.status(index)
      if status.kind == .folder {
        try removeFolder(child, status, of: folder.number, below: top)
      } else {
        try announce(.remove(top))
        try check(unsafe withCPath(child) { unsafe unlinkat(folder.number, $0, 0) })
      }
    }
    try announce(.remove(top))
    try check(unsafe withCPath(name) { unsafe unlinkat(parent, $0, AT_REMOVEDIR) })
  }

  /// The paths of what the folder at `path` holds, sorted by the bytes of the names.
  ///
  /// - Throws: `SystemError` with `EINVAL` when a name is not one that Lockstep handles.
  package func names(_ path: RelativePath) throws(SystemError) -> [RelativePath] {
    let scan = try entries(path, namesOnly: true)
    var result: [RelativePath] = []
    result.reserveCapacity(scan.count)
    for index in 0..<scan.count {
      do {
        result.append(try path.appending(name: scan.name(index)))
      } catch {
        throw SystemError(
          code: EINVAL, operation: "handle", path: shown(path) + [UInt8(ascii: "/")] + scan.name(index))
      }
    }
    return result
  }

  /// Makes a folder at `path`.
  ///
  /// - Throws: `SystemError`; `isExisting` where something stands there.
  package func makeFolder(_ path: RelativePath, permissions: UInt32 = 0o775) throws(SystemError) {
    try announce(.makeFolder(path))
    try unsafe atParent(of: path, "make folder") { parent, name in
      let made = unsafe mkdirat(parent, name, permissions)
      // With the bit that hands the group on to what is made inside.
      return unsafe made == 0 && isShared ? fchmodat(parent, name, permissions | S_ISGID, 0) : made
    }
  }

  /// Makes the folder at `path` and those above it, as far as they are missing.
  package func makeFolders(_ path: RelativePath) throws(SystemError) {
    if path.isRoot { return }
    if let found = try status(path), found.kind == .folder { return }
    try makeFolders(path.parent)
    do {
      try makeFolder(path)
    } catch {
      // Another process may have made it meanwhile; a file or link in its place is still an error.
      guard error.isExisting, try status(path)?.kind == .folder else { throw error }
    }
  }

  /// Sets the permission bits of the file or folder at `path`, which may not be a link.
  package func setPermissions(_ path: RelativePath, _ permissions: UInt32) throws(SystemError) {
    try announce(.setPermissions(path))
    let opened = unsafe withCPath(path.bytes) {
      unsafe lockstep_open_beneath(number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
    }
    let file = try FileDescriptor(opened, "set the permissions of", shown(path))
    guard fchmod(file.number, permissions) == 0 else {
      throw SystemError.last("set the permissions of", shown(path))
    }
  }

  /// The same for what may not even be opened.
  func setPermissions(ofClosed path: RelativePath, _ permissions: UInt32) throws(SystemError) {
    try announce(.setPermissions(path))
    try unsafe atParent(of: path, "set the permissions of") { parent, name in
      unsafe fchmodat(parent, name, permissions, AT_SYMLINK_NOFOLLOW)
    }
  }

  /// Flushes the bytes of the file at `path` to the device.
  package func flushFile(_ path: RelativePath) throws(SystemError) {
    try announce(.flush(path))
    let opened = unsafe withCPath(path.bytes) {
      unsafe lockstep_openat(number, $0, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0)
    }
    let file = try FileDescriptor(opened, "flush", shown(path))
    guard fdatasync(file.number) == 0 else { throw SystemError.last("flush", shown(path)) }
  }

  /// Flushes the names in the folder at `path` to the device.
  package func flushFolder(_ path: RelativePath) throws(SystemError) {
    try announce(.flush(path))
    let opened = unsafe withCPath(path.isRoot ? [UInt8(ascii: ".")] : path.bytes) {
      unsafe lockstep_openat(number, $0, O_RDONLY | O_DIRECTORY, 0)
    }
    let folder = try FileDescriptor(opened, "flush folder", shown(path))
    // Some file systems cannot flush a folder and say so with EINVAL.
    guard fsync(folder.number) == 0 || errno == EINVAL else {
      throw SystemError.last("flush folder", shown(path))
    }
  }

  /// Flushes everything that was written to this folder's file system (`syncfs`): one flush for many files.
  package func flushFileSystem() throws(SystemError) {
    try announce(.flushAll)
    guard lockstep_syncfs(number) == 0 else { throw SystemError.last("flush", path.bytes) }
  }

  /// The file system's own clock in nanoseconds since 1970, by touching the file at `path`.
  package func touch(_ path: RelativePath) throws(SystemError) -> FileStatus {
    try announce(.create(path))
    let parent = try openParent(of: path)
    let opened = unsafe withCPath(path.name) {
      unsafe lockstep_openat(parent.number, $0, O_WRONLY | O_CREAT | O_NOFOLLOW, 0o664)
    }
    let file = try FileDescriptor(opened, "touch", shown(path))
    var found = stat()
    guard futimens(file.number, nil) == 0, unsafe fstat(file.number, &found) == 0 else {
      throw SystemError.last("touch", shown(path))
    }
    return FileStatus(found)
  }
}
