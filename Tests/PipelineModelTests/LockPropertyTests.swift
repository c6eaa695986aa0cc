import Diagnostics
import Documents
import Identity
import PipelineModel
import Testing

/// Random locks, seeded: what is written reads back, on both roads, and both roads agree on damaged text too.
@Suite struct LockPropertyTests {
  @Test func `any lock reads back as it was written`() throws {
    var random = Seeded(3)
    var lineByLine = 0
    for round in 0..<400 {
      let folder = try round % 3 == 0 ? path("sub/dir") : .root
      var making = LockMaking(random: random, isPlain: round % 2 == 0)
      let lock = making.lock()
      random = making.random
      let text = lock.text(folder: folder)
      let bytes = Array(text.utf8)
      let read = try LockFile.read(bytes, file: "pipeline.lock", folder: folder)
      #expect(read.stages == lock.stages)
      #expect(read.text(folder: folder) == text)
      let slow = try LockFile.read(YAMLReader.read(bytes, file: "l"), folder: folder)
      #expect(slow.stages == lock.stages)
      #expect(slow.text(folder: folder) == text)
      let fast = LockLineReader.read(bytes, folder: folder)
      if fast != nil { lineByLine += 1 }
      if making.isPlain, !lock.stages.isEmpty { #expect(fast != nil, "\(text)") }
    }
    #expect(lineByLine > 250)
  }

  @Test func `what reads line by line reads the same as YAML, whatever was done to the text`() throws {
    var random = Seeded(5)
    var taken = 0
    for _ in 0..<3000 {
      var making = LockMaking(random: random, isPlain: true)
      var bytes = Array(making.lock().text(folder: .root).utf8)
      random = making.random
      for _ in 0..<Int.random(in: 1...2, using: &random) { damage(&bytes, &random) }
      guard let fast = LockLineReader.read(bytes, folder: .root) else { continue }
      taken += 1
      let slow = try LockFile.read(YAMLReader.read(bytes, file: "l"), folder: .root)
      #expect(fast.stages == slow.stages)
      #expect(fast.text(folder: .root) == slow.text(folder: .root))
    }
    #expect(taken > 60)
  }

  private static let pieces = [
    " ", "\n", ":", ": ", " #", "'", "\"", "\\", "-", "- ", "|", "[", "]", "{}", "~", "null", "1", "0", "x",
    "\t", "\r", "&a", "*a",
    "!!str ", "? ", "...", "---", "\u{85}", "é", "  ", "    ", "\n    ", "\n      ", "true", ",", "#", ".",
    "%", "@",
  ].map { Array($0.utf8) }

  private func damage(_ bytes: inout [UInt8], _ random: inout Seeded) {
    guard !bytes.isEmpty else { return }
    let at = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<5, using: &random) {
    case 0: bytes.remove(at: at)
    case 1: bytes[at] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
    case 3:
      let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
      guard let line = lines.randomElement(using: &random) else { return }
      bytes.insert(contentsOf: line + [0x0A], at: (bytes[..<at].lastIndex(of: 0x0A) ?? -1) + 1)
    default: bytes.insert(contentsOf: Self.pieces.randomElement(using: &random) ?? [], at: at)
    }
  }
}

/// Makes random locks.
struct LockMaking {
  var random: Seeded
  /// Whether all texts are such that the lock is read line by line.
  var isPlain: Bool

  private static let plainTexts = [
    "x", "python train.py --lr 0.1", "a: b", "1", "true", "null", "~", "", " ", "it's", "say \"hi\"", "a #b",
    "#a", "- a", "-v", "--x",
    "two\nlines", "two\nlines\n", "a\n\nb\n", "yes", "2020-01-01", "0x1F", "1e5", ".", "..", "...", "---",
    "a:", ":a", "[a]", "{a}", "&a",
    "*a", "!a", "|", ">", "%a", "@a", "`a", "? a", "\\", "a\\n", "<<", "=", "set -e\nif x; then\n  y\nfi\n",
    "$HOME", "(a)", "a,b", "unset",
  ]
  private static let oddTexts = [
    "é", "e\u{301}", "\u{85}", "\u{2028}", "\u{FEFF}x", "tab\there", "cr\rlf", "\0", "\u{7F}", "日本語", "🙂",
    "a\n b\n", " lead\nx", "x\n\n",
    "\n", "\nx", "a\r\nb", "x\t", String(repeating: "long ", count: 400), "a \nb", "\u{FFFF}", "\u{1F}",
  ]
  private static let names = ["a", "b-c", "x.y", "train", "score_2", "Z", "m@k", "1", "true", "null"]

  private mutating func text() -> String {
    let texts = isPlain ? Self.plainTexts : Self.plainTexts + Self.oddTexts
    return texts.randomElement(using: &random) ?? ""
  }

  private mutating func path() -> RelativePath {
    var bytes: [UInt8] = []
    for index in 0...Int.random(in: 0...2, using: &random) {
      var name = Array(text().utf8).filter { $0 != 0 && $0 != UInt8(ascii: "/") }.prefix(200)
      if !isPlain, Bool.random(using: &random) { name.append(0xFF) }
      bytes += (index > 0 ? [UInt8(ascii: "/")] : []) + (isPlain ? name.filter { $0 != 0x0A } : Array(name))
    }
    return (try? RelativePath(validating: bytes)) ?? fallback()
  }

  private mutating func fallback() -> RelativePath {
    (try? RelativePath("d\(Int.random(in: 0..<1000, using: &random))")) ?? .root
  }

  private mutating func digest() -> Digest {
    Digest(bytes: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
  }

  private mutating func paths() -> [RelativePath] {
    Set((0..<Int.random(in: 0...4, using: &random)).map { _ in path() }).sorted()
  }

  private mutating func content() -> (Content, ContentSize) {
    let kind = Content.Kind.allCases.randomElement(using: &random) ?? .file
    let files = kind == .tree ? Int.random(in: 0...9, using: &random) : 1
    return (
      Content(kind, digest()), ContentSize(bytes: Int64.random(in: 0...1 << 40, using: &random), files: files)
    )
  }

  private mutating func value() -> ParamValue {
    let texts: [(String, ParamValue.ValueType)] = [
      ("1", .int), ("-5", .int), ("+5", .int), ("0x1f", .int), ("1.0", .float), (".nan", .float),
      ("-.inf", .float), ("1e-5", .float),
      ("true", .bool), ("False", .bool), ("~", .null), ("3", .float), ("NaN", .float),
    ]
    let scalars = texts.map { ParamValue(type: $0.1, text: $0.0) }
    switch Int.random(in: 0..<6, using: &random) {
    case 0, 1: return ParamValue(type: .string, text: text())
    case 2: return .emptyMap
    case 3:
      let inner = Node.mapping([(text(), .string(text())), ("k", .int(2)), ("n", .null)])
      return ParamValue(list: [.string(text()), .double(0.5), inner, .sequence([])])
    default:
      let value = scalars.randomElement(using: &random) ?? .emptyMap
      // A float that looks like an integer takes a tag, which is YAML's business.
      return isPlain && value.text == "3" ? .emptyMap : value
    }
  }

  private mutating func params() -> [ParamRecord] {
    var seen: Set<String> = []
    return (0..<Int.random(in: 0...5, using: &random)).compactMap { _ in
      let file = ["params.yaml", "sub/p.yaml", "it's.yaml", "2020"].randomElement(using: &random) ?? ""
      let key = ParamKey((0...Int.random(in: 0...1, using: &random)).map { _ in text() })
      guard let file = try? RelativePath(file), seen.insert("\(file)\0\(key.text)").inserted else {
        return nil
      }
      return ParamRecord(file: file, key: key, value: value())
    }
  }

  private mutating func commandDependencies() -> [CommandDependencyRecord] {
    let commands = Set((0..<Int.random(in: 0...2, using: &random)).map { _ in text() })
    return commands.sorted().map { CommandDependencyRecord($0, output: digest()) }
  }

  private mutating func record() -> StageRecord {
    var outputs: [OutputRecord] = []
    let declarations = paths().map { path in
      let isLocal = Int.random(in: 0..<4, using: &random) == 0
      if !isLocal {
        let (content, size) = content()
        outputs.append(OutputRecord(path, content, size: size))
      }
      return OutputDeclaration(path, isPersistent: Bool.random(using: &random), isLocal: isLocal)
    }
    let dependencies = paths().map { path in
      if Int.random(in: 0..<4, using: &random) == 0 { return DependencyRecord(path, .producer(digest())) }
      let (content, size) = content()
      return DependencyRecord(
        path, .content(content), size: Int.random(in: 0..<4, using: &random) == 0 ? nil : size)
    }
    let names = ["A", "PATH", "x_1", "Y", "on"].filter { _ in Bool.random(using: &random) }
    let environment = names.map { name in
      let values: [EnvironmentRecord.Value] = [.set(text()), .inherited(digest()), .unset]
      return EnvironmentRecord(name, values.randomElement(using: &random) ?? .unset)
    }
    let inputs = StageInputs(
      command: Bool.random(using: &random) ? .script(text()) : .list([text(), text()]),
      shell: Bool.random(using: &random) ? .standard : Shell("bash -o 'x: #") ?? .standard,
      workingFolder: Bool.random(using: &random) ? .root : fallback(), dependencies: dependencies,
      commandDependencies: commandDependencies(), params: params(),
      environment: environment, outputs: declarations)
    let isAccepted = Int.random(in: 0..<4, using: &random) == 0
    return StageRecord(key: digest(), inputs: inputs, outputs: outputs, isAccepted: isAccepted)
  }

  /// A lock of up to four stages.
  mutating func lock() -> LockFile {
    var stages: [StageName: StageRecord] = [:]
    for _ in 0..<Int.random(in: 0...4, using: &random) {
      if let name = StageName(Self.names.randomElement(using: &random) ?? "a") { stages[name] = record() }
    }
    return LockFile(stages: stages)
  }
}
