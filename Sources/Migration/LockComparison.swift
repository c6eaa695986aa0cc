import Documents
import Engine
import Identity
import PipelineModel
import Platform

/// Says whether what `dvc.lock` holds of a stage is true of the stage as it is declared and of the files as they are.
///
/// An entry is carried over only where all of it holds: the command, every dep, every param, every out, no more and no
/// fewer. What DVC itself would not notice, such as a dep that was taken out, is a difference here.
struct LockComparison {
  let workspace: Folder
  let measure: DVCMeasure
  let cache: DVCCache
  /// Whether a stage makes a path, a part of it, or a folder that holds it: then it is looked at as an out.
  let isMade: (RelativePath) -> Bool

  /// Why an entry cannot be carried over.
  private struct Difference: Error {
    var text: String
    init(_ text: String) { self.text = text }
  }

  /// The stage's verdict, and the paths that are missing in the workspace and that the cache can give back, each with
  /// its digest as the lock has it.
  func verdict(
    on stage: Stage, _ entry: DVCLockEntry?
  ) -> (verdict: ImportReport.Verdict, missing: [RelativePath: String]) {
    do throws(Difference) {
      return (.carriedOver, try compare(stage, entry))
    } catch {
      return (.leftToRun(error.text), [:])
    }
  }

  private func compare(_ stage: Stage, _ entry: DVCLockEntry?) throws(Difference) -> [RelativePath: String] {
    if stage.isAlwaysChanged { throw Difference("it is to run every time") }
    if stage.runsForEffect { throw Difference("it has no deps, params or outs, so it runs every time") }
    guard let entry else {
      throw Difference("dvc.lock has no result of it" + (stage.isFrozen ? ", and it is frozen" : ""))
    }
    guard Self.isSame(stage.command, entry.command) else {
      throw Difference("its cmd is not that of dvc.lock\(Self.spelling(stage.command, entry.command))")
    }
    if !stage.environment.isEmpty { throw Difference("dvc.lock knows no environment") }
    let deps = try locked(entry.dependencies, "dep", of: stage)
    let outs = try locked(entry.outs, "out", of: stage)
    try compareNames(stage.dependencies.map(\.path), deps, "dep")
    try compareNames(stage.outputs.map(\.path), outs, "out")
    try compareParams(stage, entry)
    var missing: [RelativePath: String] = [:]
    for (path, md5) in deps.sorted(by: { $0.key < $1.key }) {
      if try !check(path, md5, "dep", isOut: isMade(path)) { missing[path] = md5 }
    }
    for (path, md5) in outs.sorted(by: { $0.key < $1.key }) {
      if try !check(path, md5, "out", isOut: true) { missing[path] = md5 }
    }
    return missing
  }

  // MARK: Paths

  private func locked(
    _ paths: [DVCLockEntry.Path], _ kind: String, of stage: Stage
  ) throws(Difference) -> [RelativePath: String] {
    var found: [RelativePath: String] = [:]
    for path in paths {
      guard let resolved = try? RelativePath(resolving: path.text, in: stage.workingFolder) else {
        throw Difference("its \(kind) '\(path.text)' in dvc.lock is not in the project")
      }
      guard let md5 = path.md5 else { throw Difference("dvc.lock has no MD5 of its \(kind) '\(path.text)'") }
      found[resolved] = md5
    }
    return found
  }

  private func compareNames(
    _ declared: [RelativePath], _ locked: [RelativePath: String], _ kind: String
  ) throws(Difference) {
    if let new = declared.first(where: { locked[$0] == nil }) {
      throw Difference("its \(kind) '\(new)' is not in dvc.lock")
    }
    if let old = locked.keys.sorted().first(where: { !declared.contains($0) }) {
      throw Difference("dvc.lock has a \(kind) '\(old)' that the stage does not have")
    }
  }

  /// Whether `path` stands in the workspace as the lock has it; false where it is missing and the cache has it.
  private func check(
    _ path: RelativePath, _ md5: String, _ kind: String, isOut: Bool
  ) throws(Difference) -> Bool {
    switch measure.look(at: path, isOut: isOut) {
    case .content(let found) where found == md5: return true
    case .content: throw Difference("its \(kind) '\(path)' is not what dvc.lock has (\(md5))")
    case .unusable(let why): throw Difference("its \(kind) '\(path)' \(why)")
    case .missing:
      guard cacheHolds(md5) else {
        throw Difference("its \(kind) '\(path)' is missing, and DVC's cache has not got it")
      }
      return false
    }
  }

  private func cacheHolds(_ md5: String) -> Bool {
    if md5.hasSuffix(".dir") {
      guard let digest = MD5Digest(hex: String(md5.dropLast(4))) else { return false }
      return cache.members(of: digest)?.allSatisfy { cache.holds($0.md5) } ?? false
    }
    return MD5Digest(hex: md5).map(cache.holds) ?? false
  }

  // MARK: Commands and params

  /// Whether a command is the one that the lock names.
  private static func isSame(_ command: Stage.Command, _ locked: Node?) -> Bool {
    let texts = (locked?.sequence ?? locked.map { [$0] } ?? []).compactMap { $0.scalar?.text }
    switch command {
    case .script(let script): return locked?.sequence == nil && texts == [script]
    case .list(let lines):
      return locked?.sequence != nil ? texts == lines : texts.flatMap(DVCCommand.lines) == lines
    }
  }

  /// Where two commands differ by how a value is written alone: which, and why; else nothing.
  private static func spelling(_ command: Stage.Command, _ locked: Node?) -> String {
    let old = (locked?.sequence ?? locked.map { [$0] } ?? []).compactMap { $0.scalar?.text }
    let new =
      switch command {
      case .script(let script): [script]
      case .list(let list): list
      }
    let words = (words(new.joined(separator: "\n")), words(old.joined(separator: "\n")))
    let pairs = zip(words.0, words.1).filter { $0 != $1 }
    guard words.0.count == words.1.count, let first = pairs.first, pairs.allSatisfy(isSameValue) else {
      return ""
    }
    return ": a template writes '\(first.0)' as the file has it, where DVC wrote '\(first.1)'"
  }

  private static func isSameValue(_ new: Substring, _ old: Substring) -> Bool {
    if new == "null" { return old == "None" }
    guard let one = Double(new), let other = Double(old) else { return false }
    return one == other
  }

  /// The text in runs of what numbers and names are made of, and of all else.
  private static func words(_ text: String) -> [Substring] {
    var words: [Substring] = []
    var rest = text[...]
    func isPart(_ character: Character) -> Bool {
      character.isLetter || character.isNumber || "._+-".contains(character)
    }
    while let first = rest.first {
      let word = rest.prefix { isPart($0) == isPart(first) }
      words.append(word)
      rest = rest[word.endIndex...]
    }
    return words
  }

  private func compareParams(_ stage: Stage, _ entry: DVCLockEntry) throws(Difference) {
    var locked: [RelativePath: [(key: String, value: Node)]] = [:]
    for (file, values) in entry.params {
      guard let path = try? RelativePath(resolving: file, in: stage.workingFolder) else {
        throw Difference("its params file '\(file)' in dvc.lock is not in the project")
      }
      locked[path, default: []] += values
    }
    for file in locked.keys.sorted() where !stage.params.contains(where: { $0.file == file }) {
      throw Difference("dvc.lock has params of '\(file)' that the stage does not read")
    }
    for file in Set(stage.params.map(\.file)).sorted() {
      try compareParams(of: file, stage.params.filter { $0.file == file }, locked[file] ?? [])
    }
  }

  private func compareParams(
    of file: RelativePath, _ requests: [ParamRequest], _ locked: [(key: String, value: Node)]
  ) throws(Difference) {
    guard let bytes = (try? workspace.readIfPresent(file, limit: DocumentLimits.standard.bytes)) ?? nil,
      let document = try? ParamsFormat.read(bytes, file: file)
    else { throw Difference("its params file '\(file)' cannot be read") }
    var values: [ParamKey: [ParamRecord]] = [:]
    for request in requests {
      switch request.selection {
      case .wholeFile:
        for record in document.records {
          values[ParamKey([record.key.components[0]]), default: []].append(record)
        }
      case .keys(let keys):
        for (key, _) in keys {
          guard let found = document.select(key) else {
            throw Difference("param '\(key.text)' is not in '\(file)'")
          }
          values[key] = found
        }
      }
    }
    var seen: Set<ParamKey> = []
    for (text, node) in locked {
      let key = ParamKey(parsing: text) ?? ParamKey([text])
      seen.insert(key)
      guard let now = values[key] else {
        throw Difference("dvc.lock has a param '\(text)' that the stage does not read")
      }
      guard let then = Self.records(node, at: key, file), Self.areSame(now, then) else {
        let shown = now.count == 1 && now[0].key == key ? " is \(now[0].value.yaml)" : " is not what it was"
        throw Difference("param '\(text)'\(shown), in dvc.lock it is \(YAMLWriter.flow(node))")
      }
    }
    if let new = values.keys.sorted().first(where: { !seen.contains($0) }) {
      throw Difference("its param '\(new.text)' is not in dvc.lock")
    }
  }

  /// The values that a lock's `node` at `key` holds.
  private static func records(_ node: Node, at key: ParamKey, _ file: RelativePath) -> [ParamRecord]? {
    let root = key.components.reversed().reduce(node) { inner, name in .mapping([(name, inner)]) }
    return try? ParamsDocument(Document(file: "dvc.lock", root: root), file: file).select(key)
  }

  private static func areSame(_ now: [ParamRecord], _ then: [ParamRecord]) -> Bool {
    now.count == then.count
      && zip(now, then).allSatisfy { $0.key == $1.key && isSame($0.value, $1.value) }
  }

  /// Whether two values are of one type and equal: DVC wrote numbers anew, so `0.10` may have become `0.1`.
  private static func isSame(_ a: ParamValue, _ b: ParamValue) -> Bool {
    if a == b { return true }
    guard a.type == b.type else { return false }
    switch a.type {
    case .int, .float, .bool:
      return isSame(Node(.scalar(Scalar(plain: a.text))), Node(.scalar(Scalar(plain: b.text))))
    case .list:
      guard let first = try? YAMLReader.read(Array(a.text.utf8), file: "a").root,
        let second = try? YAMLReader.read(Array(b.text.utf8), file: "b").root
      else { return false }
      return isSame(first, second)
    case .null, .string, .map: return false
    }
  }

  private static func isSame(_ a: Node, _ b: Node) -> Bool {
    switch (a.value, b.value) {
    case (.scalar(let one), .scalar(let other)):
      guard one.type == other.type else { return false }
      switch one.type {
      case .bool: return one.bool == other.bool
      case .int: return one.int == nil ? one.text == other.text : one.int == other.int
      case .float:
        return one.double == other.double || one.double?.isNaN == true && other.double?.isNaN == true
      case .null: return true
      case .string: return one.text.utf8.elementsEqual(other.text.utf8)
      }
    case (.sequence(let one), .sequence(let other)):
      return one.count == other.count && zip(one, other).allSatisfy { isSame($0, $1) }
    case (.mapping(let one), .mapping(let other)):
      return one.entries.count == other.entries.count
        && one.entries.allSatisfy { entry in other[entry.key].map { isSame(entry.value, $0) } ?? false }
    default: return false
    }
  }
}
