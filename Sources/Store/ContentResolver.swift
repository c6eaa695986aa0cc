import Identity
import Platform

/// Turns walked nodes into measurements once the pending files are hashed, and remembers what it learned.
struct ContentResolver {
  let cache: StatCache
  let horizon: Horizon
  let digests: [Result<HashedFile, StoreError>]
  func resolve(_ node: WalkedNode) throws(StoreError) -> Measurement {
    switch node {
    case .known(let measurement):
      return measurement
    case .pendingFile(let index, let single):
      let file = try digests[index].get()
      if let single { cache.remember(single, file, horizon: horizon) }
      return ContentWalk.measurement(of: file.status, digest: file.digest)
    case .folder(let key, let listing, let entries):
      return try resolve(folder: key, listing, entries)
    }
  }

  private func resolve(
    folder key: [UInt8], _ listing: FolderRow.Listing, _ walked: [WalkedEntry]
  ) throws(StoreError) -> Measurement {
    var row = FolderRow(listing: listing)
    var manifest: [TreeManifest.Entry] = []
    var total = ContentSize(bytes: 0, files: 0)
    for entry in walked {
      let found = try resolve(entry.node)
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
    cache.put(key, row)
    return Measurement(content: Content(.tree, digest), size: total)
  }
}
