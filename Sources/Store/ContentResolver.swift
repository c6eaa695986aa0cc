import Identity
import Platform

/// Turns walked nodes into measurements once the pending files are hashed.
struct ContentResolver: Sendable {
  let horizon: Horizon
  let digests: [Result<HashedFile, StoreError>]
  /// How many threads may work on the folders of one node.
  let threads: Int

  /// What was found out about folders, for the stat cache.
  typealias Learned = [(key: [UInt8], row: FolderRow)]

  /// Fewer files are not worth a thread.
  private static let leastFiles = 2_000

  /// What `node` holds; rows of folders are added to `learned`.
  func resolve(_ node: WalkedNode, _ learned: inout Learned) throws(StoreError) -> Measurement {
    switch node {
    case .known(let measurement):
      return measurement
    case .pendingFile(let index, _):
      let file = try digests[index].get()
      return ContentWalk.measurement(of: file.status, digest: file.digest)
    case .folder(let key, let listing, let entries):
      return try resolve(folder: key, listing, entries, &learned)
    }
  }

  private func resolve(
    folder key: [UInt8], _ listing: FolderRow.Listing, _ walked: [WalkedEntry], _ learned: inout Learned
  ) throws(StoreError) -> Measurement {
    var row = FolderRow(listing: listing)
    var manifest: [TreeManifest.Entry] = []
    var total = ContentSize(bytes: 0, files: 0)
    var ahead = subfolders(of: walked)[...]
    for entry in walked {
      let found: Measurement
      if case .folder = entry.node, let resolved = ahead.popFirst() {
        learned += resolved.learned
        found = try resolved.measurement.get()
      } else {
        found = try resolve(entry.node, &learned)
      }
      var proof = entry.proof
      if case .pendingFile(let index, _) = entry.node, let file = try? digests[index].get() {
        proof = file.proof(horizon: horizon)
      }
      total.bytes += found.size.bytes
      total.files += found.size.files
      manifest.append(.init(name: entry.name, content: found.content, size: found.size.bytes))
      row.entries.append(
        .init(
          name: entry.name, kind: found.content.kind, proof: proof, digest: found.content.digest,
          size: found.content.kind == .tree ? found.size : nil))
    }
    let digest = TreeManifest(manifest).digest
    row.tree = (digest, total)
    learned.append((key, row))
    return Measurement(content: Content(.tree, digest), size: total)
  }

  private struct Resolved: Sendable {
    var measurement: Result<Measurement, StoreError>
    var learned: Learned
  }

  /// The folders among `walked` in their order, side by side; none where that is not worth it.
  private func subfolders(of walked: [WalkedEntry]) -> [Resolved] {
    guard threads > 1, digests.count >= Self.leastFiles else { return [] }
    let nodes = walked.map(\.node).filter { if case .folder = $0 { true } else { false } }
    guard nodes.count > 1 else { return [] }
    let alone = ContentResolver(horizon: horizon, digests: digests, threads: 1)
    return Threads.map(nodes.count, threads: threads) { index in
      var learned: Learned = []
      let measurement = Result { () throws(StoreError) in try alone.resolve(nodes[index], &learned) }
      return Resolved(measurement: measurement, learned: learned)
    }
  }
}
