import Identity
import PipelineModel

/// The file in which `LogMemory` is kept: lines of fields with tabs between them, the first field a letter.
///
/// The last line is a checksum of all before it; a text of which anything is wrong is none.
enum LogMemoryText {
  typealias Parts = (
    place: String, commits: [GitObjectID: LogMemory.Commit], states: [GitObjectID: [LogMemory.File]],
    contents: [String: LogMemory.Content]
  )

  private static let head = "lockstep-metrics-log \(LogMemory.version)\n"

  // MARK: Writing

  /// The text of these parts, the same for the same parts.
  static func bytes(_ parts: Parts) -> [UInt8] {
    var writer = Writer(head)
    writer.line("p", [parts.place])
    for (id, commit) in parts.commits.sorted(by: { $0.key.hex < $1.key.hex }) {
      let parents = commit.parents.map(\.hex).joined(separator: " ")
      writer.line(
        "c",
        [
          id.hex, commit.tree?.hex ?? "", "\(commit.date.seconds)", "\(commit.date.minutesEast)", parents,
          commit.subject,
        ])
    }
    for (name, content) in parts.contents.sorted(by: { $0.key < $1.key }) {
      switch content {
      case .unreadable(let reason): writer.line("u", [name, reason])
      case .values(let values):
        writer.line(
          "v", [name] + values.flatMap { [writer.number(of: $0.key), letter($0.value.type) + $0.value.text] })
      }
    }
    for (id, files) in parts.states.sorted(by: { $0.key.hex < $1.key.hex }) {
      writer.line(
        "t", [id.hex] + files.flatMap { [String(decoding: $0.path.bytes, as: UTF8.self), $0.content] })
    }
    writer.bytes += Array("e\t\(checksum(writer.bytes[...]))\n".utf8)
    return writer.bytes
  }

  private struct Writer {
    var bytes: [UInt8]
    private var numbers: [ParamKey: Int] = [:]

    init(_ head: String) { bytes = Array(head.utf8) }

    mutating func line(_ letter: Character, _ fields: [String]) {
      bytes += String(letter).utf8
      for field in fields {
        bytes.append(0x09)
        for byte in field.utf8 {
          switch byte {
          case 0x09: bytes += "\\t".utf8
          case 0x0A: bytes += "\\n".utf8
          case UInt8(ascii: "\\"): bytes += "\\\\".utf8
          default: bytes.append(byte)
          }
        }
      }
      bytes.append(0x0A)
    }

    /// The number that a key has in the text, given with a line of its own before it is first used.
    mutating func number(of key: ParamKey?) -> String {
      guard let key else { return "-" }
      if let known = numbers[key] { return "\(known)" }
      numbers[key] = numbers.count
      line("k", key.components)
      return "\(numbers.count - 1)"
    }
  }

  private static func letter(_ type: ParamValue.ValueType) -> String { String(type.rawValue.prefix(1)) }

  /// FNV-1a over the bytes.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return String(hash, radix: 16)
  }

  // MARK: Reading

  /// The parts of a text; nil where it is another version's, or damaged.
  static func read(_ bytes: [UInt8]) -> Parts? {
    guard bytes.starts(with: head.utf8), bytes.last == 0x0A,
      let before = bytes.dropLast().lastIndex(of: 0x0A),
      String(decoding: bytes[(before + 1)...], as: UTF8.self) == "e\t\(checksum(bytes[...before]))\n"
    else { return nil }
    var parts: Parts = ("", [:], [:], [:])
    var keys: [ParamKey] = []
    for line in bytes[head.utf8.count..<before].split(separator: 0x0A) {
      let fields = line.split(separator: 0x09, omittingEmptySubsequences: false).dropFirst().map(text)
      let isRead =
        switch line.first {
        case UInt8(ascii: "p"): readPlace(fields, into: &parts)
        case UInt8(ascii: "c"): readCommit(fields, into: &parts)
        case UInt8(ascii: "t"): readState(fields, into: &parts)
        case UInt8(ascii: "v"): readValues(fields, keys, into: &parts)
        case UInt8(ascii: "u"): readUnreadable(fields, into: &parts)
        case UInt8(ascii: "k"): readKey(fields, into: &keys)
        default: false
        }
      guard isRead else { return nil }
    }
    return parts
  }

  private static func text(_ field: ArraySlice<UInt8>) -> String {
    guard field.contains(UInt8(ascii: "\\")) else { return String(decoding: field, as: UTF8.self) }
    var bytes: [UInt8] = []
    var rest = field
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let next = rest.popFirst() else {
        bytes.append(byte)
        continue
      }
      bytes.append(next == UInt8(ascii: "t") ? 0x09 : next == UInt8(ascii: "n") ? 0x0A : next)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func readPlace(_ fields: [String], into parts: inout Parts) -> Bool {
    guard fields.count == 1 else { return false }
    parts.place = fields[0]
    return true
  }

  private static func readCommit(_ fields: [String], into parts: inout Parts) -> Bool {
    guard fields.count == 6, let id = GitObjectID(hex: fields[0].utf8), let seconds = Int(fields[2]),
      let minutes = Int(fields[3])
    else { return false }
    let parents = fields[4].split(separator: " ").compactMap { GitObjectID(hex: $0.utf8) }
    parts.commits[id] = LogMemory.Commit(
      tree: GitObjectID(hex: fields[1].utf8), parents: parents,
      date: CommitDate(seconds: seconds, minutesEast: minutes), subject: fields[5])
    return true
  }

  private static func readState(_ fields: [String], into parts: inout Parts) -> Bool {
    guard let first = fields.first, let id = GitObjectID(hex: first.utf8), fields.count % 2 == 1 else {
      return false
    }
    var files: [LogMemory.File] = []
    for index in stride(from: 1, to: fields.count, by: 2) {
      guard let path = try? RelativePath(fields[index]) else { return false }
      files.append(LogMemory.File(path: path, content: fields[index + 1]))
    }
    parts.states[id] = files
    return true
  }

  private static func readValues(_ fields: [String], _ keys: [ParamKey], into parts: inout Parts) -> Bool {
    guard let name = fields.first, fields.count % 2 == 1 else { return false }
    var values: [ValueFile.Value] = []
    values.reserveCapacity(fields.count / 2)
    for index in stride(from: 1, to: fields.count, by: 2) {
      var key: ParamKey?
      if fields[index] != "-" {
        guard let number = Int(fields[index]), keys.indices.contains(number) else { return false }
        key = keys[number]
      }
      guard let type = types[fields[index + 1].utf8.first ?? 0] else { return false }
      values.append(ValueFile.Value(key, ParamValue(type: type, text: String(fields[index + 1].dropFirst()))))
    }
    parts.contents[name] = .values(values)
    return true
  }

  private static let types: [UInt8: ParamValue.ValueType] = Dictionary(
    ParamValue.ValueType.allCases.map { ($0.rawValue.utf8.first ?? 0, $0) },
    uniquingKeysWith: { first, _ in first })

  private static func readUnreadable(_ fields: [String], into parts: inout Parts) -> Bool {
    guard fields.count == 2 else { return false }
    parts.contents[fields[0]] = .unreadable(fields[1])
    return true
  }

  private static func readKey(_ fields: [String], into keys: inout [ParamKey]) -> Bool {
    guard !fields.isEmpty else { return false }
    keys.append(ParamKey(fields))
    return true
  }
}
