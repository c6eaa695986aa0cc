import Diagnostics
import Documents

/// What `dvc.lock` holds of one stage: what its command was run on, and what came of it.
struct DVCLockEntry {
  /// A path as it is written, relative to the stage's working folder, and its digest.
  struct Path {
    var text: String
    /// The MD5, with `.dir` behind that of a folder; nil where the entry has another kind of digest.
    var md5: String?
  }

  /// The command or commands; nil where none was written.
  var command: Node?
  var dependencies: [Path]
  var outs: [Path]
  /// The params: each file with its keys and their values.
  var params: [(file: String, values: [(key: String, value: Node)])]
}

/// Reads `dvc.lock`, schema 1 and 2.
enum DVCLock {
  /// The entries of each stage, by its name; what is no entry is passed over, and its stage runs.
  ///
  /// - Throws: `Diagnostics` of a file that is no YAML.
  static func read(_ bytes: [UInt8], file: String) throws(Diagnostics) -> [String: DVCLockEntry] {
    let limits = DocumentLimits(bytes: 256 << 20, nodes: 20_000_000)
    guard let root = try YAMLReader.read(bytes, file: file, limits: limits).root?.mapping else { return [:] }
    // The first schema had the stages at the top.
    let stages = root["schema"] == nil ? root : root["stages"]?.mapping ?? Mapping([])
    var entries: [String: DVCLockEntry] = [:]
    for stage in stages.entries {
      guard let body = stage.value.mapping else { continue }
      entries[stage.key] = DVCLockEntry(
        command: body["cmd"], dependencies: paths(body["deps"]), outs: paths(body["outs"]),
        params: (body["params"]?.mapping?.entries ?? []).map { file in
          (file.key, (file.value.mapping?.entries ?? []).map { ($0.key, $0.value) })
        })
    }
    return entries
  }

  private static func paths(_ node: Node?) -> [DVCLockEntry.Path] {
    (node?.sequence ?? []).compactMap { item in
      guard let entry = item.mapping, let path = entry["path"]?.scalar else { return nil }
      return DVCLockEntry.Path(text: path.text, md5: entry["md5"]?.scalar?.text)
    }
  }
}
