import Identity
import Platform

/// Whether a folder's own stat proves that it still holds the names that a row has.
///
/// A folder gets new stamps whenever a name in it comes, goes or changes, on the file systems that are known to do so;
/// the racy rule holds for it as for a file. Used by one thread at a time.
final class ListingTrust {
  enum Judgement: Sendable {
    /// The names are the row's.
    case trusted
    /// The names must be read, which begins after this horizon, if it is known.
    case read(after: Horizon?)
  }

  private let workspace: Folder
  private let cache: StatCache
  /// The device whose folders are stamped; nil where they are not.
  private lazy var device: UInt64? =
    workspace.stampsFolders ? (try? workspace.status(.root))??.device : nil
  private lazy var horizon = cache.horizon()

  init(workspace: Folder, cache: StatCache) {
    self.workspace = workspace
    self.cache = cache
  }

  /// Whether `listing` stands for a folder that has `status` now; to be asked before the folder is read.
  func judge(_ listing: FolderRow.Listing, _ status: FileStatus) -> Judgement {
    switch listing {
    case .whole(let proof) where proof == FolderRow.Proof(status) && status.device == device: .trusted
    case .partial: .read(after: nil)
    // What is read now is to be remembered, so what proves it is found out first.
    case .whole, .unknown: .read(after: mayBecomeTrusted(status) ? horizon : nil)
    }
  }

  /// A folder that changed just now is not worth the probe; the next run will see to it.
  private func mayBecomeTrusted(_ status: FileStatus) -> Bool {
    status.device == device && max(status.modified, status.changed) < SystemClock.now - Self.youth
  }

  /// 50 ms: longer than the tick of most clocks that stamps are taken from.
  private static let youth: Int64 = 50_000_000
}

/// A folder as it was read, shared by those who look at it.
final class ScannedFolder: Sendable {
  let scan: FolderScan
  private let judgement: ListingTrust.Judgement

  /// A scan, of the names that a row had or by reading, as `judgement` said.
  init(_ scan: consuming FolderScan, _ judgement: ListingTrust.Judgement) {
    self.scan = scan
    self.judgement = judgement
  }

  /// What a row of `count` entries may say of the names, where the folder's status was `status` before it was read.
  func listing(_ status: FileStatus, count: Int) -> FolderRow.Listing {
    guard count == scan.count else { return .partial }
    switch judgement {
    case .trusted: return .whole(FolderRow.Proof(status))
    case .read(let horizon?) where horizon.proves(status): return .whole(FolderRow.Proof(status))
    case .read: return .unknown
    }
  }
}
