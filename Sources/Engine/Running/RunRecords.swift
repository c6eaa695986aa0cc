import Diagnostics
import Documents
package import Identity
package import PipelineModel
package import Platform

/// What stages made from which inputs: `runs/ab/<key>/<digest>.json` in the cache's folder, one file for each distinct
/// result of a key, written once.
package struct RunRecords {
  /// The version of the format; 1 is the first.
  package static let version = 1

  private let folder: Folder

  /// The records in the cache's folder.
  package init(in folder: Folder) { self.folder = folder }

  private static func folder(of key: Digest) -> RelativePath {
    do {
      return try RelativePath("runs/\(key.hex.prefix(2))/\(key.hex)")
    } catch {
      preconditionFailure("hexadecimal digits make a path")
    }
  }

  /// The outs of every known result of `key`, the newest first, and the records of it that are damaged.
  package func look(up key: Digest) -> (outputs: [[OutputRecord]], damaged: [RelativePath]) {
    guard let scan = try? folder.names(Self.folder(of: key)).filter(Self.isRecord) else { return ([], []) }
    var known: [(time: Int64, outputs: [OutputRecord])] = []
    var damaged: [RelativePath] = []
    for path in scan {
      switch reading(path) {
      case .outputs(let outputs):
        known.append(((((try? folder.status(path)) ?? nil)?.modified ?? 0), outputs))
      case .damaged: damaged.append(path)
      case .foreign: continue
      }
    }
    return (known.sorted { $0.time > $1.time }.map(\.outputs), damaged)
  }

  /// What is said of a damaged record when it is met.
  package static func note(ofDamaged record: RelativePath, isAside: Bool) -> String {
    isAside
      ? "the run record '\(record)' of the cache was damaged and is set aside"
      : "the run record '\(record)' of the cache is damaged and counts for nothing"
  }

  /// How many different results the key has: more than one shows a stage that is not deterministic.
  package func count(of key: Digest) -> Int {
    guard let names = try? folder.names(Self.folder(of: key)).filter(Self.isRecord) else { return 0 }
    // One that cannot be read tells of no result; one alone need not be looked at.
    return names.count > 1
      ? names.count { if case .outputs = reading($0) { true } else { false } } : names.count
  }

  /// What is said of a stage whose inputs gave `count` results.
  static func note(of count: Int, resultsOf stage: StageID) -> String {
    "'\(stage)' is non-deterministic: \(count) results for the same inputs are known"
  }

  /// The records of the cache of `project`; nil where there is none, and none is made to look into it.
  package static func known(of project: Project) -> RunRecords? {
    guard ((try? File.status(project.objectsFolder)) ?? nil) != nil,
      let cache = try? Folder(project.objectsFolder.parent)
    else { return nil }
    return RunRecords(in: cache)
  }

  /// The list of the keys that have several results, a key a line: whoever adds a second one adds its key.
  private static let several: RelativePath = {
    guard let path = try? RelativePath("runs/several") else { preconditionFailure("a valid path") }
    return path
  }()

  /// The keys that are said to have several results; `count` tells whether they still have.
  package func severalResultKeys() -> Set<Digest> {
    guard let bytes = (try? folder.readIfPresent(Self.several, limit: 64 << 20)) ?? nil else { return [] }
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    return Set(lines.compactMap { Digest(hex: String(decoding: $0, as: UTF8.self)) })
  }

  private func addToSeveral(_ key: Digest) throws {
    guard !severalResultKeys().contains(key) else { return }
    // One write at the end of the file: lines of two writers do not mix.
    try folder.append(to: Self.several).write(Array("\(key.hex)\n".utf8))
  }

  /// Records what a key made, once its objects are flushed; nothing is written where that is known.
  ///
  /// - Returns: how many different results the key has now.
  @discardableResult
  package func add(_ outputs: [OutputRecord], key: Digest) throws -> Int {
    let bytes = JSONWriter.canonical.bytes(Self.json(outputs, key: key))
    let name = "\(SHA256Hasher.digest(of: bytes).hex).json"
    let path = try Self.folder(of: key).appending(name: Array(name.utf8))
    let isFirst = try folder.status(path.parent) == nil
    if isFirst { try folder.makeFolders(path.parent) }
    if try isFirst || folder.status(path) == nil || !isIntact(path) {
      try folder.replace(path, with: bytes, durable: false)
    }
    let count = isFirst ? 1 : count(of: key)
    if count > 1 { try addToSeveral(key) }
    return count
  }

  /// The records whose bytes are not those of their names, as paths in the cache, sorted; and other files among them.
  package func damaged() throws -> [RelativePath] { try all().filter { !isIntact($0) } }

  /// The outs that all records name, of whatever key.
  package func outs() throws -> [OutputRecord] {
    try all().flatMap { record -> [OutputRecord] in
      if case .outputs(let outputs) = reading(record) { outputs } else { [] }
    }
  }

  /// Every record, as a path in the cache, sorted.
  private func all() throws -> [RelativePath] {
    func names(_ path: RelativePath) throws -> [RelativePath] {
      try folder.status(path)?.kind == .folder ? try folder.names(path) : []
    }
    return try names(RelativePath("runs")).flatMap(names).flatMap(names).filter(Self.isRecord)
  }

  /// Whether `path` is a record and not what a killed process was writing.
  private static func isRecord(_ path: RelativePath) -> Bool {
    !path.name.suffix(4).elementsEqual(".tmp".utf8)
  }

  private func isIntact(_ record: RelativePath) -> Bool {
    if case .damaged = reading(record) { return false }
    return true
  }

  /// What a record turned out to be.
  private enum Reading {
    case outputs([OutputRecord])
    case damaged
    /// Its bytes are those of its name, and of a version that is not ours to read.
    case foreign
  }

  private func reading(_ record: RelativePath) -> Reading {
    guard let bytes = try? folder.read(record, limit: DocumentLimits.standard.bytes),
      let key = Digest(hex: String(decoding: record.parent.name, as: UTF8.self)),
      Self.isNamed(record, for: bytes)
    else { return .damaged }
    if let outputs = Self.read(bytes, key: key) { return .outputs(outputs) }
    let claimed = (try? JSONReader.read(bytes, file: "run record"))?.root?.mapping?["version"]?.scalar?.int
    return (claimed ?? 0) > Self.version ? .foreign : .damaged
  }

  /// Whether `record` is where a record of these bytes belongs.
  private static func isNamed(_ record: RelativePath, for bytes: [UInt8]) -> Bool {
    record.name.elementsEqual("\(SHA256Hasher.digest(of: bytes).hex).json".utf8)
  }

  /// Moves a damaged record out of the way, to `damaged/` in the cache.
  package func setAside(_ record: RelativePath) throws {
    let aside = try RelativePath("damaged").appending(name: Array("run-".utf8) + record.name)
    try folder.makeFolders(aside.parent)
    try folder.removeTree(aside)
    try folder.rename(record, to: aside)
  }

  private static func json(_ outputs: [OutputRecord], key: Digest) -> JSONValue {
    let outs = outputs.sorted { $0.path < $1.path }.map { out in
      JSONValue.object([
        ("digest", .string(out.content.digest.hex)), ("files", .int(out.size.files)),
        ("kind", .string(out.content.kind.rawValue)), ("path_b64", .string(Base64.encode(out.path.bytes))),
        ("path", JSONValue(out.path.utf8)), ("size", .int(Int(out.size.bytes))),
      ])
    }
    return ["key": .string(key.hex), "outs": .array(outs), "version": .int(version)]
  }

  /// The outs of a record of `key`; nil where it is of another version, of another key, or damaged.
  package static func read(_ bytes: [UInt8], key: Digest) -> [OutputRecord]? {
    guard let fields = (try? JSONReader.read(bytes, file: "run record"))?.root?.mapping,
      fields["version"]?.scalar?.int == version, fields["key"]?.string == key.hex,
      let nodes = fields["outs"]?.sequence
    else { return nil }
    var outputs: [OutputRecord] = []
    for node in nodes {
      guard let out = node.mapping, let encoded = out["path_b64"]?.string, let raw = Base64.decode(encoded),
        let path = try? RelativePath(validating: raw),
        let kind = out["kind"]?.string.flatMap({ Content.Kind(rawValue: $0) }),
        let digest = out["digest"]?.string.flatMap({ Digest(hex: $0) }),
        let size = out["size"]?.scalar?.int, let files = out["files"]?.scalar?.int, size >= 0, files >= 0
      else { return nil }
      outputs.append(
        OutputRecord(path, Content(kind, digest), size: ContentSize(bytes: Int64(size), files: files)))
    }
    return outputs
  }
}
