import Identity
import PipelineModel
import Platform
import Store

// What stats of single paths do not prove: variables of the environment, and folders with all that is in them.
extension Standstill {
  /// A folder that was measured, and what it held.
  struct MeasuredFolder {
    var path: RelativePath
    var view: ContentView
    var digest: Digest
  }

  static func write(_ variables: [String: String?], to bytes: inout ByteWriter) {
    bytes.append(variables.count)
    for (name, value) in variables.sorted(by: { $0.key < $1.key }) {
      bytes.append(Array(name.utf8))
      // Only its digest: it may be a secret.
      bytes.append(value.map { SHA256Hasher.digest(of: Array($0.utf8)).bytes } ?? [])
    }
  }

  static func variablesStand(
    _ environment: [(name: String, value: String)], _ bytes: inout ByteReader
  ) -> Bool {
    guard let count = bytes.count() else { return false }
    for _ in 0..<count {
      guard let name = bytes.bytes(), let digest = bytes.bytes() else { return false }
      let now = environment.first { $0.name.utf8.elementsEqual(name) }?.value
      guard digest == now.map({ SHA256Hasher.digest(of: Array($0.utf8)).bytes }) ?? [] else { return false }
    }
    return true
  }

  static func write(_ folders: [MeasuredFolder], to bytes: inout ByteWriter) {
    bytes.append(folders.count)
    for folder in folders {
      bytes.append(folder.path.bytes)
      bytes.append(folder.view == .source ? 0 : 1)
      bytes.append(folder.digest.bytes)
    }
  }

  /// Whether the folders hold what they held; one with a file that would have to be read counts as changed.
  static func foldersStand(
    in workspace: Folder, own: Folder, objects: AbsolutePath, _ bytes: inout ByteReader
  ) -> Bool {
    guard let count = bytes.count() else { return false }
    if count == 0 { return true }
    var folders: [(path: RelativePath, view: ContentView)] = []
    var digests: [[UInt8]] = []
    for _ in 0..<count {
      guard let path = bytes.path(), let view = bytes.word(), let digest = bytes.bytes() else { return false }
      folders.append((path, view == 0 ? .source : .output))
      digests.append(digest)
    }
    guard let rules = try? IgnoreRules.read(in: workspace) else { return false }
    let reader = ContentReader(
      workspace: workspace, cache: StatCache(in: own), objects: objects, ignored: rules.names)
    guard let found = reader.known(folders) else { return false }
    return zip(found, digests).allSatisfy { $0.content.kind == .tree && $0.content.digest.bytes == $1 }
  }
}
