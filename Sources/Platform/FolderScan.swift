import CPlatform
import Glibc

/// The entries of one folder, read and stat'ed in one go, sorted by the bytes of their names.
@safe package struct FolderScan: ~Copyable, @unchecked Sendable {
  // Filled once, then only read, and freed by its one owner.
  private var scan: lockstep_scan

  /// Everything in the folder; with `kindsOnly`, files are not looked at, and nothing but their kind is known.
  init(_ folder: consuming FileDescriptor, path: [UInt8], kindsOnly: Bool) throws(SystemError) {
    unsafe scan = lockstep_scan()
    let number = folder.release()
    // SAFETY: the scan is ours; the call takes the descriptor over and closes it.
    guard unsafe lockstep_scan_folder(number, kindsOnly ? 1 : 0, &scan) == 0 else {
      throw SystemError.last("read folder", path)
    }
  }

  /// The names that `names` holds, each ended by a zero byte, in the order of their bytes.
  init(
    _ folder: consuming FileDescriptor, path: [UInt8], names: [UInt8], count: Int
  ) throws(SystemError) {
    unsafe scan = lockstep_scan()
    let number = folder.release()
    var filled = unsafe lockstep_scan()
    let result = unsafe names.withUnsafeBufferPointer { names in
      unsafe names.withMemoryRebound(to: CChar.self) { names in
        // SAFETY: `count` names, each with its zero byte, stand at `names`; the call closes the descriptor.
        unsafe lockstep_scan_names(number, names.baseAddress, count, &filled)
      }
    }
    unsafe scan = filled
    guard result == 0 else { throw SystemError.last("look at", path) }
  }

  /// Only the real, not hidden folders, without their stats; `found` tells whether a file `wanted` is there.
  init(
    subfolders folder: consuming FileDescriptor, path: [UInt8], wanted: [UInt8], found: inout Bool
  ) throws(SystemError) {
    unsafe scan = lockstep_scan()
    let number = folder.release()
    var isThere: CInt = 0
    var filled = unsafe lockstep_scan()
    let result = unsafe withCPath(wanted) {
      // SAFETY: all are ours for the length of the call, which takes the descriptor over and closes it.
      unsafe lockstep_scan_subfolders(number, $0, &filled, &isThere)
    }
    unsafe scan = filled
    guard result == 0 else { throw SystemError.last("read folder", path) }
    found = isThere != 0
  }

  deinit {
    var mine = unsafe scan
    // SAFETY: filled by lockstep_scan_folder and freed only here.
    unsafe lockstep_scan_free(&mine)
  }

  /// The number of entries.
  package var count: Int { unsafe scan.count }

  /// The name of the entry at `index`.
  package func name(_ index: Int) -> [UInt8] {
    let entry = unsafe entry(index)
    // SAFETY: the name has `name_length` bytes in the scan's own memory, which lives as long as this value.
    return unsafe Array(
      UnsafeRawBufferPointer(start: entry.name, count: Int(entry.name_length)))
  }

  /// What the entry at `index` is.
  package func status(_ index: Int) -> FileStatus {
    let entry = unsafe entry(index)
    return unsafe FileStatus(
      mode: entry.mode, size: entry.size, device: entry.device, inode: entry.inode, modified: entry.modified,
      changed: entry.changed)
  }

  /// The order of the bytes of the name at `index` and of `name`: negative, zero or positive.
  package func compareName(_ index: Int, with name: Span<UInt8>) -> Int {
    let entry = unsafe entry(index)
    // SAFETY: both sides have the bytes that their counts say for the length of this call.
    return unsafe name.withUnsafeBytes { bytes in
      unsafe Int(lockstep_compare(entry.name, Int(entry.name_length), bytes.baseAddress, bytes.count))
    }
  }

  private func entry(_ index: Int) -> lockstep_entry {
    precondition(index >= 0 && index < count, "a scan has \(count) entries")
    // SAFETY: the index is inside the array that lockstep_scan_folder filled.
    return unsafe scan.entries[index]
  }
}
