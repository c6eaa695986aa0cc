package import Identity

extension Folder {
  /// Moves `path` to `target` of another folder, also where that is on another file system: then it is copied whole
  /// under a name beside the target, renamed, and removed here.
  ///
  /// A crash between leaves both, or the half copy `target` + `.lockstep-part`, which the next move removes. A folder of
  /// ours that may not be written to is moved all the same.
  package func move(
    _ path: RelativePath, to target: RelativePath, in other: Folder
  ) throws(SystemError) {
    do throws(SystemError) {
      try rename(path, to: target, in: other)
    } catch {
      if error.isOtherDevice {
        try copy(path, to: target, in: other)
        try removeTree(path)
      } else {
        guard error.isDenied, let status = try status(path), status.kind == .folder else { throw error }
        try moveClosed(path, status.permissions, to: target, in: other)
      }
    }
  }

  /// A folder must be writable to be given another parent: it is while it is moved.
  private func moveClosed(
    _ path: RelativePath, _ permissions: UInt32, to target: RelativePath, in other: Folder
  ) throws(SystemError) {
    try setPermissions(ofClosed: path, permissions | 0o700)
    do throws(SystemError) {
      try rename(path, to: target, in: other)
    } catch {
      try? setPermissions(ofClosed: path, permissions)
      throw error
    }
    try other.setPermissions(ofClosed: target, permissions)
  }

  /// Copies whatever stands at `path` to `target` of another folder, which appears whole or not at all.
  ///
  /// Files share their blocks with the copies where the disk can do that. Links are copied as links. Where `cancellation`
  /// says so, copying ends with `ECANCELED`.
  ///
  /// - Throws: `SystemError`; with `EINVAL` for a pipe, socket or device, or a name that Lockstep does not handle.
  package func copy(
    _ path: RelativePath, to target: RelativePath, in other: Folder, _ cancellation: Cancellation? = nil
  ) throws(SystemError) {
    let part = try other.path(
      Array(target.name.prefix(RelativePath.longestName - 20)) + Array(".lockstep-part".utf8),
      in: target.parent)
    try other.removeTree(part)
    do throws(SystemError) {
      try copyTree(path, to: part, in: other, cancellation)
      try other.rename(part, to: target)
    } catch {
      try? other.removeTree(part)
      throw error
    }
  }

  private func copyTree(
    _ path: RelativePath, to target: RelativePath, in other: Folder, _ cancellation: Cancellation?
  ) throws(SystemError) {
    guard let status = try status(path) else { throw .notFound("copy", shown(path)) }
    switch status.kind {
    case .file: try copyFile(path, status, to: target, in: other, cancellation)
    case .link: try other.symlink(target, target: try linkTarget(path))
    case .special: throw .invalid("copy", shown(path))
    case .folder:
      try other.makeFolder(target, permissions: 0o700)
      for name in try names(path) {
        try copyTree(name, to: try other.path(name.name, in: target), in: other, cancellation)
      }
      try other.setPermissions(target, status.permissions)
    }
  }

  private func path(_ name: [UInt8], in folder: RelativePath) throws(SystemError) -> RelativePath {
    do { return try folder.appending(name: name) } catch { throw .tooLong("copy to", shown(folder)) }
  }

  private func copyFile(
    _ path: RelativePath, _ status: FileStatus, to target: RelativePath, in other: Folder,
    _ cancellation: Cancellation?
  ) throws(SystemError) {
    var source = try open(path, followingLinks: false)
    source.cancellation = cancellation
    let file = try other.create(target, permissions: 0o600)
    do throws(SystemError) {
      try file.clone(from: source)
    } catch {
      guard error.isUnsupported else { throw error }
      _ = try file.copy(from: source)
    }
    try file.setPermissions(status.permissions)
  }
}
