import Diagnostics
import Documents
import PipelineModel
import Platform
import Store

/// Reads one configuration file.
struct ConfigurationReader {
  let file: String
  let isLocal: Bool
  let project: AbsolutePath
  private(set) var problems: [Diagnostic] = []

  /// More are not kept: a file of half a million wrong keys is refused within a second all the same.
  private static let mostKept = 10_000

  mutating func read(_ root: Node?, into configuration: inout ProjectConfiguration) {
    guard let root, !root.isNull else { return }
    guard let mapping = root.mapping else {
      return complain("a configuration must be a mapping", at: root.place)
    }
    for entry in mapping.entries {
      switch entry.key {
      case "version":
        if entry.value.scalar?.int != 1 {
          complain(
            "this version of lockstep reads configurations of version 1", at: entry.value.place,
            hint: "the project was set up by a newer lockstep")
        }
      case "cache": readCache(entry.value, into: &configuration)
      case "parsing": readParsing(entry, into: &configuration)
      case "resources": readResources(entry.value, into: &configuration)
      default: complainOfKey(entry, among: ["cache", "parsing", "resources", "version"])
      }
    }
  }

  private mutating func readCache(_ node: Node, into configuration: inout ProjectConfiguration) {
    guard let mapping = node.mapping else { return complain("'cache' must be a mapping", at: node.place) }
    for entry in mapping.entries {
      switch entry.key {
      case "types": readTypes(entry.value, into: &configuration)
      case "dir":
        guard isLocal else {
          complain(
            "'cache.dir' is a setting of one machine", at: entry.keyPlace,
            hint: "move it to .lockstep/config.local.yaml, which is not in git")
          continue
        }
        guard let text = entry.value.string, !text.isEmpty else {
          complain("'cache.dir' must be a path", at: entry.value.place)
          continue
        }
        configuration.cacheFolder = AbsolutePath(resolving: text, against: project)
      case "shared":
        guard entry.value.string == "group" else {
          complain(
            "'cache.shared' must be 'group', or not there", at: entry.value.place,
            hint: "with it everybody of the folder's group can add to the cache")
          continue
        }
        configuration.isCacheShared = true
      default: complainOfKey(entry, among: ["dir", "shared", "types"])
      }
    }
  }

  private mutating func readTypes(_ node: Node, into configuration: inout ProjectConfiguration) {
    let known = LinkType.allCases.map(\.rawValue)
    guard let items = node.sequence, !items.isEmpty else {
      return complain("'cache.types' must be a list of \(known.joined(separator: ", "))", at: node.place)
    }
    var types: [LinkType] = []
    for item in items {
      guard let type = item.string.flatMap({ LinkType(rawValue: $0) }) else {
        let suggestion = item.string.flatMap { DidYouMean.suggestion(for: $0, among: known) }
        complain(
          "'cache.types' must hold nothing but \(known.joined(separator: ", "))", at: item.place,
          hint: suggestion.map { "did you mean '\($0)'?" })
        continue
      }
      types.append(type)
    }
    configuration.linkTypes = types.contains(.copy) ? types : types + [.copy]
  }

  private mutating func readResources(_ node: Node, into configuration: inout ProjectConfiguration) {
    guard let mapping = node.mapping else {
      return complain("'resources' must be a mapping of names to amounts", at: node.place)
    }
    for entry in mapping.entries {
      let isMemory = entry.key == ResourceRequest.memory
      let text = entry.value.scalar?.text ?? ""
      guard let amount = isMemory ? UnitText.bytes(text) : entry.value.scalar?.int, amount >= 0 else {
        complain(
          "'resources.\(entry.key)' must be \(isMemory ? "an amount of memory, such as 16GiB" : "a whole number")",
          at: entry.value.place)
        continue
      }
      configuration.resources[entry.key] = amount
    }
  }

  private mutating func readParsing(_ parent: Mapping.Entry, into configuration: inout ProjectConfiguration) {
    guard !isLocal else {
      return complain(
        "'parsing' decides what commands are, so that it must be the same everywhere", at: parent.keyPlace,
        hint: "move it to .lockstep/config.yaml, which is in git")
    }
    guard let mapping = parent.value.mapping else {
      return complain("'parsing' must be a mapping", at: parent.value.place)
    }
    for entry in mapping.entries {
      switch entry.key {
      case "bool":
        if let style: CommandFlagStyle.Booleans = choice(entry) {
          configuration.commandFlags.booleans = style
        }
      case "list":
        if let style: CommandFlagStyle.Lists = choice(entry) { configuration.commandFlags.lists = style }
      default: complainOfKey(entry, among: ["bool", "list"])
      }
    }
  }

  private mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ entry: Mapping.Entry
  ) -> Choice? {
    if let choice = entry.value.string.flatMap(Choice.init(rawValue:)) { return choice }
    let words = Choice.allCases.map(\.rawValue)
    complain(
      "'parsing.\(entry.key)' must be \(words.joined(separator: " or "))", at: entry.value.place,
      hint: entry.value.string.flatMap { DidYouMean.hint(for: $0, among: words) })
    return nil
  }

  private mutating func complainOfKey(_ entry: Mapping.Entry, among known: [String]) {
    guard problems.count < Self.mostKept else { return }
    let suggestion = DidYouMean.suggestion(for: entry.key, among: known)
    complain(
      "unknown key '\(entry.key)'", at: entry.keyPlace,
      hint: suggestion.map { "did you mean '\($0)'?" } ?? "known are: \(known.joined(separator: ", "))")
  }

  private mutating func complain(_ message: String, at place: Place, hint: String? = nil) {
    guard problems.count < Self.mostKept else { return }
    problems.append(Diagnostic(message, at: place.span(in: file), hint: hint))
  }
}
