package import Identity
package import Platform

/// How a path is looked at.
package enum ContentView: Hashable, Sendable {
  /// A dep that no stage makes: links are followed, empty folders, ignored names and `.git` are passed over.
  case source
  /// An out, or a dep on one: exactly what stands there, links as links, empty folders kept.
  case output
}

/// What a path holds, and how much.
package struct Measurement: Hashable, Sendable {
  /// What it holds.
  package var content: Content
  /// How much.
  package var size: ContentSize

  /// A measurement.
  package init(content: Content, size: ContentSize) {
    self.content = content
    self.size = size
  }
}

/// Finds out what paths of a workspace hold, reading only the files whose stat does not prove it already.
///
/// Knows nothing of stages or of the object store. Used by one thread at a time; it hashes on several.
package final class ContentReader {
  let workspace: Folder
  let cache: StatCache
  private let objects: AbsolutePath?
  let threads: Int
  private let ignored: IgnoredNames?
  /// How much was read from files so far; what tests count.
  package private(set) var hashed = ContentSize(bytes: 0, files: 0)
  /// What was hashed on another thread already; taken where the file stands as it did then.
  package var ahead = HashAhead.Hashes()

  /// A reader of `workspace`, in whose source folders the names of `ignored` do not count.
  ///
  /// A link into the folder `objects` is the object: the cache's link type `symlink` puts it in the place of a file.
  package init(
    workspace: Folder, cache: StatCache, objects: AbsolutePath? = nil,
    threads: Int = Threads.processorCount,
    ignored: IgnoredNames? = nil
  ) {
    self.workspace = workspace
    self.cache = cache
    self.objects = objects
    self.threads = threads
    self.ignored = ignored
  }

  /// What each path holds, in the order asked; nil where nothing stands.
  ///
  /// All paths are walked first, then all files to read are hashed together on several threads.
  package func measure(
    _ requests: [(path: RelativePath, view: ContentView)]
  ) -> [Result<Measurement?, StoreError>] {
    resolve(walk(requests))
  }

  /// What one path holds; nil where nothing stands.
  package func measure(_ path: RelativePath, view: ContentView) throws(StoreError) -> Measurement? {
    try measure([(path, view)])[0].get()
  }

  /// What each path holds; nil where one cannot be known without reading a file, or where nothing stands.
  package func known(_ requests: [(path: RelativePath, view: ContentView)]) -> [Measurement]? {
    var walk = newWalk()
    var found: [Measurement] = []
    for request in requests {
      guard case .known(let known)? = (try? walk.visit(request.path, view: request.view)) ?? nil else {
        return nil
      }
      found.append(known)
    }
    return found
  }

  /// What a walk of paths found, of which files must be read.
  struct Walked {
    var nodes: [Result<WalkedNode?, StoreError>]
    var pending: [PendingFile]
  }

  func walk(_ requests: [(path: RelativePath, view: ContentView)]) -> Walked {
    var walk = newWalk()
    let nodes = requests.map { request in
      Result { () throws(StoreError) in try walk.visit(request.path, view: request.view) }
    }
    return Walked(nodes: nodes, pending: walk.pending)
  }

  /// Reads what is left to read of what was walked.
  func resolve(_ walked: Walked) -> [Result<Measurement?, StoreError>] {
    let digests = hash(walked.pending)
    let horizon = walked.pending.isEmpty ? Horizon.never : horizon
    let resolver = ContentResolver(horizon: horizon, digests: digests, threads: threads)
    var learned: ContentResolver.Learned = []
    let found = walked.nodes.map { found in
      found.flatMap { node in
        Result { () throws(StoreError) in
          try node.map { node throws(StoreError) in try resolver.resolve(node, &learned) }
        }
      }
    }
    for (key, row) in learned { cache.put(key, row) }
    for case .success(.pendingFile(let index, single: let path?)?) in walked.nodes {
      if case .success(let file) = digests[index] { cache.remember(path, file, horizon: horizon) }
    }
    return found
  }

  private func newWalk() -> ContentWalk {
    ContentWalk(
      workspace: workspace, cache: cache, objects: objects, threads: threads, ignored: ignored)
  }

  private var horizon = Horizon.never

  private func hash(_ pending: [PendingFile]) -> [Result<HashedFile, StoreError>] {
    guard !pending.isEmpty else { return [] }
    // Before the first byte is read: what changes later has a later stamp.
    horizon = cache.horizon()
    let (workspace, ahead, horizon) = (workspace, ahead, horizon)
    let results = Threads.map(pending.count, threads: threads, tools: { FileDigester(workspace) }) {
      index, digester in
      ahead.file(pending[index], in: workspace).map { .success($0) }
        ?? pending[index].hash(in: workspace, with: digester, since: horizon)
    }
    for case .success(let file) in results {
      hashed.files += 1
      hashed.bytes += file.status.size
    }
    return results
  }
}

/// A file that must be read to know what it holds.
struct PendingFile: Hashable, Sendable {
  var path: RelativePath
  var followsLinks: Bool

  /// Reads and hashes the file: with one read and one look at it where it is small and its last change was before
  /// `horizon`, as most are, so that nothing can have changed it meanwhile.
  func hash(
    in folder: Folder, with digester: borrowing FileDigester, since horizon: Horizon,
    _ cancellation: Cancellation? = nil
  ) -> Result<HashedFile, StoreError> {
    if let (digest, status) = (try? digester.digest(path, followingLinks: followsLinks)) ?? nil,
      horizon.follows(status)
    {
      return .success(HashedFile(digest: digest, status: status))
    }
    return hash(in: folder, cancellation)
  }

  /// Reads and hashes the file, again where it changes meanwhile; gives up after the third time.
  func hash(in folder: Folder, _ cancellation: Cancellation? = nil) -> Result<HashedFile, StoreError> {
    do throws(StoreError) {
      for _ in 0..<3 {
        let found = try wrapping { () throws(SystemError) -> HashedFile? in
          var file = try folder.open(path, followingLinks: followsLinks)
          file.cancellation = cancellation
          let (digest, count) = try file.digest()
          let after = try file.status()
          guard file.opened == after, count == after.size else { return nil }
          return HashedFile(digest: digest, status: after)
        }
        if let found { return .success(found) }
      }
      throw .changedWhileRead(path)
    } catch {
      return .failure(error)
    }
  }
}

/// A file's digest and the stat it was read under.
struct HashedFile: Sendable {
  var digest: Digest
  var status: FileStatus
  /// The horizon when it was read, where that was before the others of its measurement.
  var horizon: Horizon?

  /// What may prove the digest next time: nothing, where the file changed so lately that a later change could leave
  /// the same stamps.
  func proof(horizon: Horizon) -> FolderRow.Proof {
    (self.horizon ?? horizon).proves(status) ? FolderRow.Proof(status) : .none
  }
}
