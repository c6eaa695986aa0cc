import Diagnostics
import Documents
package import Identity
package import PipelineModel
import Platform

/// One line of the journal.
package enum JournalEntry: Hashable, Sendable {
  /// A run began with lock files of these digests.
  case run(base: [RelativePath: Digest])
  /// A stage began, after its outs were set aside.
  case started(StageID, [Journal.SetAsidePath])
  /// A stage ended well; its objects are flushed.
  case finished(StageID, StageRecord)
  /// A stage failed, and what was set aside for it is back.
  case abandoned(StageID)
}

extension JournalEntry {
  /// The line: the first 16 hexadecimal digits of the SHA-256 of the JSON, a space, the JSON, a line feed.
  var line: [UInt8] {
    let json = JSONWriter.canonical.bytes(json)
    return Array("\(SHA256Hasher.digest(of: json).hex.prefix(16)) ".utf8) + json + [UInt8(ascii: "\n")]
  }

  /// The entry of a line without its line feed; nil where it is torn or not one.
  init?(line: [UInt8]) {
    guard line.count > 17, line[16] == UInt8(ascii: " ") else { return nil }
    let json = Array(line[17...])
    guard SHA256Hasher.digest(of: json).hex.prefix(16).utf8.elementsEqual(line[..<16]),
      let fields = (try? JSONReader.read(json, file: "journal", limits: .data))?.root?.mapping
    else { return nil }
    self.init(fields)
  }

  private var json: JSONValue {
    switch self {
    case .run(let base):
      let locks = base.sorted { $0.key < $1.key }.map { folder, digest in
        JSONValue.array([.string(Self.text(folder)), .string(digest.hex)])
      }
      return ["type": "run", "version": .int(Journal.version), "locks": .array(locks)]
    case .started(let stage, let aside):
      let moved = aside.map { moved in
        JSONValue.array([.string(Self.text(moved.path)), JSONValue(moved.aside.map(Self.text))])
      }
      return ["type": "started", "stage": Self.json(stage), "aside": .array(moved)]
    case .finished(let stage, let record):
      let text = LockFile(stages: [stage.name: record]).text(folder: stage.folder)
      return ["type": "finished", "stage": Self.json(stage), "entry": .string(text)]
    case .abandoned(let stage):
      return ["type": "abandoned", "stage": Self.json(stage)]
    }
  }

  private init?(_ fields: Mapping) {
    let stage = fields["stage"].flatMap(Self.stage)
    switch fields["type"]?.string {
    case "run":
      guard fields["version"]?.scalar?.int == Journal.version else { return nil }
      var base: [RelativePath: Digest] = [:]
      for lock in fields["locks"]?.sequence ?? [] {
        guard let pair = lock.sequence, pair.count == 2, let folder = pair[0].string.flatMap(Self.path),
          let digest = pair[1].string.flatMap({ Digest(hex: $0) })
        else { return nil }
        base[folder] = digest
      }
      self = .run(base: base)
    case "started":
      guard let stage, let moved = fields["aside"]?.sequence else { return nil }
      var aside: [Journal.SetAsidePath] = []
      for node in moved {
        guard let pair = node.sequence, pair.count == 2, let path = pair[0].string.flatMap(Self.path) else {
          return nil
        }
        aside.append(.init(path: path, aside: pair[1].string.flatMap(Self.path)))
      }
      self = .started(stage, aside)
    case "finished":
      guard let stage, let text = fields["entry"]?.string,
        let lock = try? LockFile.read(Array(text.utf8), file: "journal", folder: stage.folder),
        let record = lock.stages[stage.name]
      else { return nil }
      self = .finished(stage, record)
    case "abandoned":
      guard let stage else { return nil }
      self = .abandoned(stage)
    default: return nil
    }
  }

  // Paths stand in base64: their bytes need not be UTF-8, and nobody reads a journal by eye.
  private static func text(_ path: RelativePath) -> String { Base64.encode(path.bytes) }

  private static func path(_ text: String) -> RelativePath? {
    guard let bytes = Base64.decode(text) else { return nil }
    return bytes.isEmpty ? .root : try? RelativePath(validating: bytes)
  }

  private static func json(_ stage: StageID) -> JSONValue {
    .array([.string(text(stage.folder)), .string(stage.name.text)])
  }

  private static func stage(_ node: Node) -> StageID? {
    guard let pair = node.sequence, pair.count == 2, let folder = pair[0].string.flatMap(path),
      let name = pair[1].string.flatMap({ StageName($0) })
    else { return nil }
    return StageID(folder: folder, name: name)
  }
}
