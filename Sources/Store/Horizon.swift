import Identity
import Platform

/// What it takes for a file's stamps to prove its bytes later: the racy-git rule, by the file system's own clock.
///
/// A file that changes twice within one tick of its file system's clock may keep the stamps of the first change. So a
/// digest is remembered only where the stamps are older than the tick in which reading began, or where the file
/// system gives every change after a stat a new stamp (Linux 6.13 and later on most disks), which a probe tells.
package struct Horizon: Sendable {
  /// The device that was probed; files of others are held to whole seconds.
  private var device: UInt64
  /// The newest stamp that proves anything there.
  private var newest: Int64
  /// The newest stamp that proves anything elsewhere.
  private var newestElsewhere: Int64
  /// The newest stamp there of a change that was made before reading began.
  private var newestBefore: Int64

  /// Nothing proves anything.
  static let never = Horizon(device: 0, newest: .min, newestElsewhere: .min, newestBefore: .min)

  private init(device: UInt64, newest: Int64, newestElsewhere: Int64, newestBefore: Int64) {
    self.device = device
    self.newest = newest
    self.newestElsewhere = newestElsewhere
    self.newestBefore = newestBefore
  }

  /// The horizon now, by touching the file `probe` of `folder`; to be called before reading begins.
  init(probing probe: RelativePath, in folder: Folder) {
    guard let first = try? folder.touch(probe), let second = try? folder.touch(probe),
      let third = try? folder.touch(probe)
    else {
      self = .never
      return
    }
    let coarse = third.changed - Self.wholeSeconds
    device = third.device
    newestElsewhere = coarse
    newestBefore = third.changed % 1_000_000_000 == 0 ? coarse : third.changed - Self.kernelTick
    if first.changed < second.changed, second.changed < third.changed,
      third.changed - first.changed < Self.kernelTick
    {
      newest = .max
    } else {
      newest = newestBefore
    }
  }

  /// Whether the stamps of `status` prove the bytes that were read after this horizon was taken.
  func proves(_ status: FileStatus) -> Bool {
    let stamp = max(status.modified, status.changed)
    return stamp < (status.device == device ? newest : newestElsewhere)
  }

  /// Whether the last change that the stamps of `status`, which was taken later, tell of was made before this horizon was
  /// taken: what was read in between is what stood there all the time.
  func follows(_ status: FileStatus) -> Bool {
    max(status.modified, status.changed) < (status.device == device ? newestBefore : newestElsewhere)
  }

  /// The longest tick of a kernel's clock, and more: 100 Hz.
  private static let kernelTick: Int64 = 10_000_000
  /// Twice the coarsest stamps that are in use.
  private static let wholeSeconds: Int64 = 4_000_000_000
}
