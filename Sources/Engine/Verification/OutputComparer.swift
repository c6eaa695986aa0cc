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

  /// What differs, in one line; nil where the out counts as the same.
  func difference(_ output: Output, _ recorded: OutputRecord) throws -> String? {
    if output.comparison == .ignore { return nil }
    guard let made = try Made(output, in: tree) else { return "it was not made" }
    let found = try made.measure(output.path)
    guard let found, found.content != recorded.content else { return nil }
    guard found.content.kind == .tree, recorded.content.kind == .tree else {
      return difference(made, output.path, found, recorded.content, recorded.size.bytes)
    }
    guard let lines = folderDifferences(made, output.path, recorded.content) else {
      return "the folder holds something else; the recorded one is not here to compare"
    }
    return lines.isEmpty ? nil : Self.list(lines)
  }

  /// What differs of a file or link, in one line; nil where it counts as the same.
  func difference(
    _ made: Made, _ path: RelativePath, _ found: Measurement, _ recorded: Content, _ size: Int64
  ) -> String? {
    let (new, old) = (found.content.kind, recorded.kind)
    // By a rule for values the rest of a file does not count.
    if new != old, !made.hasRule || ![new, old].allSatisfy({ $0 == .file || $0 == .exec }) {
      return "\(new.words) instead of \(old.words)"
    }
    if new == .link { return "a link to something else" }
    guard let before = bytes(of: recorded, size, at: path),
      let after = try? made.folder.read(path, limit: Self.limit)
    else {
      let sizes = "\(found.size.bytes) bytes instead of \(size)"
      return "\(size == found.size.bytes ? "other bytes" : sizes); the recorded ones are not here to compare"
    }
    return difference(made.output, path, before, after)
  }

  private func difference(
    _ output: Output, _ path: RelativePath, _ old: [UInt8], _ new: [UInt8]
  ) -> String? {
    let name = path.description
    if case .json(let relative, let absolute) = output.comparison {
      let rule = NumberTolerance(relative: relative, absolute: absolute)
      guard let values = JSONDifference.values(old, new, rule) else { return "it is no JSON any more" }
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
