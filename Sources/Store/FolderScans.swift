import Identity
import Platform

/// Reads folders, ahead on several threads where there are many: most of the time of a walk is the kernel's.
///
/// A folder whose row still vouches for its names is not read, only what it holds is looked at. Used by one thread
/// at a time.
final class FolderScans {
  private let workspace: Folder
  private let threads: Int
  private let cache: StatCache
  private let trust: ListingTrust
  private var ready: [RelativePath: Result<ScannedFolder, SystemError>] = [:]

  /// How many folders are read ahead at the most, which bounds the memory.
  private static let most = 512
  /// Fewer names than this below a folder are not worth a thread.
  private static let leastNames = 400

  init(workspace: Folder, cache: StatCache, threads: Int) {
    self.workspace = workspace
    self.cache = cache
    trust = ListingTrust(workspace: workspace, cache: cache)
    self.threads = threads
  }

  /// How one folder is to be read.
  private struct Request {
    var path: RelativePath
    var judgement: ListingTrust.Judgement
    /// The names, where it need not be read.
    var known: (bytes: [UInt8], count: Int)?
    /// Whether nothing is known of its files, so that each will be opened.
    var isNew = false

    func read(in workspace: Folder) -> Result<ScannedFolder, SystemError> {
      Result { () throws(SystemError) in
        if let known {
          do throws(SystemError) {
            let scan = try workspace.entries(path, named: known.bytes, count: known.count)
            return ScannedFolder(scan, judgement)
          } catch {
            // A name went away just now: what else happened is found by reading.
            guard error.isNotFound else { throw error }
            return ScannedFolder(try workspace.entries(path), .read(after: nil))
          }
        }
        return ScannedFolder(try workspace.entries(path, kindsOnly: isNew), judgement)
      }
    }
  }

  /// The folder at `path`, read ahead or now; `row` is what was known of it when its status was `status`.
  func take(
    _ path: RelativePath, _ status: FileStatus, row: RowReader?
  ) throws(StoreError) -> ScannedFolder {
    if let result = ready.removeValue(forKey: path) {
      return try wrapping { () throws(SystemError) in try result.get() }
    }
    let request = request(path, status, row: row)
    return try wrapping { () throws(SystemError) in try request.read(in: workspace).get() }
  }

  private func request(_ path: RelativePath, _ status: FileStatus, row: RowReader?) -> Request {
    let judgement = trust.judge(row?.listing ?? .unknown, status)
    guard case .trusted = judgement else {
      return Request(path: path, judgement: judgement, isNew: row == nil)
    }
    return Request(path: path, judgement: judgement, known: row?.names)
  }

  /// Reads the real folders that `scanned`, which is at `path`, holds; `view` is how they are looked at.
  func prefetch(subfoldersOf scanned: ScannedFolder, at path: RelativePath, view: ContentView) {
    guard threads > 1 else { return }
    var requests: [Request] = []
    var names = 0
    for index in 0..<scanned.scan.count where requests.count + ready.count < Self.most {
      let status = scanned.scan.status(index)
      guard status.kind == .folder, let child = try? path.appending(name: scanned.scan.name(index)) else {
        continue
      }
      let request = request(child, status, row: cache.row(StatCache.key(view, child)))
      // What a folder never seen before holds can only be guessed.
      names += request.known?.count ?? 100
      requests.append(request)
    }
    guard names >= Self.leastNames, requests.count > 1 else { return }
    let workspace = workspace
    let found = Threads.map(requests.count, threads: threads) { [requests] index in
      requests[index].read(in: workspace)
    }
    for (request, result) in zip(requests, found) { ready[request.path] = result }
  }
}
