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
    let folder = try Folder(tree.root)
    let found = try ContentReader(workspace: folder, cache: StatCache()).measure(output.path, view: .output)
    guard let found else { return "it was not made" }
    if found.content == recorded.content { return nil }
    if found.content.kind != recorded.content.kind {
      return "a \(found.content.kind.rawValue) instead of a \(recorded.content.kind.rawValue)"
    }
    if found.content.kind == .tree { return treeDifference(output.path, folder, recorded.content) }
    let sizes = "\(found.size.bytes) bytes instead of \(recorded.size.bytes)"
    guard let old = try bytes(of: recorded), let new = try? folder.read(output.path, limit: Self.limit) else {
      let what = recorded.size.bytes == found.size.bytes ? "other bytes" : sizes
      return "\(what); the recorded ones are not here to compare"
    }
    return difference(output, old, new)
  }

  private func difference(_ output: Output, _ old: [UInt8], _ new: [UInt8]) -> String? {
    let name = output.path.description
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

  /// The recorded bytes, from the workspace or the cache; nil where neither has them or they are too many.
  private func bytes(of recorded: OutputRecord) throws -> [UInt8]? {
    guard recorded.content.kind != .tree, recorded.size.bytes <= Int64(Self.limit) else { return nil }
    if let found = try? facts.measurement(of: recorded.path, view: .output),
      found.content == recorded.content, recorded.content.kind != .link
    {
      return try? project.workspace.read(recorded.path, limit: Self.limit)
    }
    return try? project.store().bytes(recorded.content.digest)
  }

  private func treeDifference(_ path: RelativePath, _ folder: Folder, _ recorded: Content) -> String {
    guard let manifest = try? project.store().manifest(recorded.digest) else {
      return "the folder holds something else; the recorded one is not here to compare"
    }
    let old = Dictionary(
      manifest.entries.map { (String(decoding: $0.name, as: UTF8.self), $0.content) },
      uniquingKeysWith: { first, _ in first })
    var new: [String: Content] = [:]
    let reader = ContentReader(workspace: folder, cache: StatCache())
    for child in (try? folder.names(path)) ?? [] {
      guard let found = try? reader.measure(child, view: .output) else { continue }
      new[String(decoding: child.name, as: UTF8.self)] = found.content
    }
    let lines = Set(old.keys).union(new.keys).sorted().compactMap { name -> String? in
      if old[name] == new[name] { return nil }
      if old[name] == nil { return "'\(name)' is new in it" }
      return new[name] == nil ? "'\(name)' is missing in it" : "'\(name)' in it differs"
    }
    return Self.list(lines)
  }
}
