package import Identity
package import Platform

/// Large files to be hashed on another thread, before what holds them is measured.
///
/// Knows nothing of what is measured: a reader takes a hash only while its file stands as it did when it was read.
package struct HashAhead: Sendable {
  /// What was hashed.
  package struct Hashes: Sendable {
    fileprivate var files: [PendingFile: HashedFile] = [:]

    /// Nothing.
    package init() {}

    /// Whether there is none.
    package var isEmpty: Bool { files.isEmpty }

    /// What `pending` hashed to; nil where it was not hashed, or is another file now.
    func file(_ pending: PendingFile, in workspace: Folder) -> HashedFile? {
      guard let known = files[pending] else { return nil }
      let found = try? workspace.status(pending.path, followingLinks: pending.followsLinks)
      return found == known.status ? known : nil
    }
  }

  let workspace: Folder
  let files: [PendingFile]
  /// What the stamps of the files may prove: taken before the first is read.
  let horizon: Horizon
  let threads: Int

  /// Hashes; what cannot be read, or changes meanwhile, is left to be measured as ever, which says what is wrong.
  package func run(_ cancellation: Cancellation = Cancellation()) -> Hashes {
    let (files, workspace, horizon) = (files, workspace, horizon)
    let found = Threads.map(files.count, threads: threads, tools: { FileDigester(workspace) }) {
      index, digester in
      cancellation.isCancelled
        ? nil : try? files[index].hash(in: workspace, with: digester, since: horizon, cancellation).get()
    }
    var hashes = Hashes()
    for (pending, file) in zip(files, found) {
      guard var file else { continue }
      file.horizon = horizon
      hashes.files[pending] = file
    }
    return hashes
  }
}

extension ContentReader {
  /// What came of a look at paths.
  package enum Look {
    /// What each holds, in the order asked; nil where nothing stands.
    case measured([Result<Measurement?, StoreError>])
    /// Nothing was measured: so much must be read that it is work for another thread.
    case large(HashAhead)
  }

  /// Measures, where no more must be read than a few files of less than `bytes` together.
  ///
  /// - Parameter share: how many others hash at the same time, which leaves so many threads less for each.
  package func look(
    at requests: [(path: RelativePath, view: ContentView)], from bytes: Int64, share: Int
  ) -> Look {
    let walked = walk(requests)
    if let large = ahead(of: walked.pending, from: bytes, share: share) { return .large(large) }
    return .measured(resolve(walked))
  }

  private func ahead(of pending: [PendingFile], from bytes: Int64, share: Int) -> HashAhead? {
    let files = pending.filter { ahead.file($0, in: workspace) == nil }
    guard !files.isEmpty else { return nil }
    let sizes = files.map { file in
      ((try? workspace.status(file.path, followingLinks: file.followsLinks)) ?? nil)?.size ?? 0
    }
    let areMany = files.count >= ObjectStore.manyFiles || sizes.contains { $0 >= bytes }
    guard areMany || sizes.reduce(0, +) >= bytes else { return nil }
    return HashAhead(
      workspace: workspace, files: files, horizon: cache.horizon(), threads: max(1, threads / max(1, share)))
  }
}
