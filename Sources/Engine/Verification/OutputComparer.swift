import Documents
import Identity
import PipelineModel
import Platform
import Store

/// Compares an out that was made again with what the lock records, by the rule that the out declares.
struct OutputComparer {
  let project: Project
  let facts: WorkspaceFacts
  let tree: ScratchTree

  /// More of a file is not read to tell what differs.
  private static let limit = 64 << 20
  /// More differences are counted only.
  private static let shown = 5

  /// What is not the same, in one line.
  struct Difference {
    var text: String
    /// Whether it counts; otherwise the rule of the out might allow it, and what was recorded is not here to ask.
    var isProved = true
  }

  /// What was found of an out.
  struct Finding {
    /// What differs by the rule of the out; nil where it counts as the same.
    var difference: Difference?
    /// Whether every byte is as recorded.
    var isSame: Bool
  }

  /// Compares what was made of `output` with `recorded`.
  func compare(_ output: Output, _ recorded: OutputRecord) throws -> Finding {
    guard let made = try Made(output, in: tree), let found = try made.measure(output.path) else {
      return Finding(difference: Difference(text: "it was not made"), isSame: false)
    }
    if found.content == recorded.content { return Finding(isSame: true) }
    if output.comparison == .ignore { return Finding(isSame: false) }
    return Finding(difference: difference(made, found, recorded), isSame: false)
  }

  private func difference(_ made: Made, _ found: Measurement, _ recorded: OutputRecord) -> Difference? {
    let path = made.output.path
    guard found.content.kind == .tree, recorded.content.kind == .tree else {
      return difference(made, path, found, recorded.content, recorded.size.bytes)
    }
    guard let all = folderDifferences(made, path, recorded.content) else {
      return Difference(
        text: "the folder holds something else; the recorded one is not here to compare",
        isProved: !made.hasRule)
    }
    if all.isEmpty { return nil }
    return Difference(text: Self.list(all.map(\.text)), isProved: all.contains(where: \.isProved))
  }

  /// What differs of a file or link; nil where it counts as the same.
  func difference(
    _ made: Made, _ path: RelativePath, _ found: Measurement, _ recorded: Content, _ size: Int64
  ) -> Difference? {
    let (new, old) = (found.content.kind, recorded.kind)
    // By a rule for values the rest of a file does not count.
    if new != old, !made.hasRule || ![new, old].allSatisfy({ $0 == .file || $0 == .exec }) {
      return Difference(text: "\(new.words) instead of \(old.words)")
    }
    if new == .link { return Difference(text: links(made, path, recorded)) }
    guard let before = bytes(of: recorded, size, at: path),
      let after = try? made.folder.read(path, limit: Self.limit)
    else {
      let sizes = "\(found.size.bytes) bytes instead of \(size)"
      return Difference(
        text:
          "\(size == found.size.bytes ? "other bytes" : sizes); the recorded ones are not here to compare",
        isProved: !made.hasRule)
    }
    return difference(made.output, path, before, after).map { Difference(text: $0) }
  }

  /// Where the two links lead, as far as that is known of the recorded one.
  private func links(_ made: Made, _ path: RelativePath, _ recorded: Content) -> String {
    let stands = (try? facts.measurement(of: path, view: .output))?.content == recorded
    let before =
      stands ? try? project.workspace.linkTarget(path) : try? project.storeIfPresent()?.bytes(recorded.digest)
    guard let before, let after = try? made.folder.linkTarget(path) else { return "a link to something else" }
    return
      "a link to '\(String(decoding: after, as: UTF8.self))' instead of '\(String(decoding: before, as: UTF8.self))'"
  }

  private func difference(
    _ output: Output, _ path: RelativePath, _ old: [UInt8], _ new: [UInt8]
  ) -> String? {
    let name = path.description
    if case .json(let relative, let absolute) = output.comparison {
      let rule = NumberTolerance(relative: relative, absolute: absolute)
      guard let values = JSONDifference.values(old, new, rule) else {
        let isOld = JSONDifference.values(old, old, rule) == nil
        return isOld ? "other bytes, and what was recorded is no JSON" : "it is no JSON any more"
      }
      return values.isEmpty ? nil : Self.list(values)
    }
    if name.hasSuffix(".json"), let values = JSONDifference.values(old, new, .none), !values.isEmpty {
      return Self.list(values)
    }
    if name.hasSuffix(".csv") || name.hasSuffix(".tsv") {
      let values = TextTable.differences(old, new, separator: name.hasSuffix(".tsv") ? 0x09 : 0x2C)
      if !values.isEmpty { return Self.list(values) }
    }
    let first = zip(old, new).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let place = "the first differing byte is \((first ?? min(old.count, new.count)) + 1)"
    return old.count == new.count ? place : "\(new.count) bytes instead of \(old.count), \(place)"
  }

  /// `a; b; c; and 4 more`.
  static func list(_ values: [String]) -> String {
    let rest = values.count - shown
    return values.prefix(shown).joined(separator: "; ") + (rest > 0 ? "; and \(rest) more" : "")
  }

  /// The recorded bytes of what belongs at `path`, from the workspace or the cache; nil where neither has them or they are
  /// too many.
  private func bytes(of content: Content, _ size: Int64, at path: RelativePath) -> [UInt8]? {
    guard size <= Int64(Self.limit) else { return nil }
    if let found = try? facts.measurement(of: path, view: .output), found.content.digest == content.digest {
      return try? project.workspace.read(path, limit: Self.limit)
    }
    return try? project.store().bytes(content.digest)
  }
}

extension OutputComparer {
  /// An out that was made again.
  struct Made {
    let output: Output
    /// The root of the tree that it was made in.
    let folder: Folder
    private let reader: ContentReader

    /// Nil where it was not made.
    init?(_ output: Output, in tree: ScratchTree) throws {
      guard try tree.holds(output.path) else { return nil }
      self.output = output
      folder = try Folder(tree.root)
      reader = ContentReader(workspace: folder, cache: StatCache())
    }

    /// Whether a rule says which values count.
    var hasRule: Bool { if case .json = output.comparison { true } else { false } }

    /// What stands at `path` of the tree.
    func measure(_ path: RelativePath) throws -> Measurement? { try reader.measure(path, view: .output) }
  }
}

extension Content.Kind {
  /// The kind in a message.
  fileprivate var words: String {
    switch self {
    case .file: "a file"
    case .exec: "an executable file"
    case .link: "a link"
    case .tree: "a folder"
    }
  }
}
