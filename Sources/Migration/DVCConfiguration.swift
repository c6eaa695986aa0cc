import Identity
import Platform

/// What `.dvc/config` and `.dvc/config.local` say, as far as it matters here; the local file wins.
struct DVCConfiguration {
  /// A remote, by its name.
  struct Remote: Hashable {
    var name: String
    var url: String
  }

  /// Where the cache is.
  var cacheFolder: AbsolutePath
  /// How DVC links files to its cache, where that was set.
  var linkTypes: String?
  /// The remotes, by name.
  var remotes: [Remote] = []
  /// What mappings in commands become, where that was set: `bool: …` and `list: …`.
  var parsing: [String] = []
  /// The sections that say something else, by name.
  var otherSections: [String] = []

  /// The configuration of the project in `root`; a folder without `.dvc` has the default one.
  init(root: AbsolutePath, workspace: Folder) throws {
    let own = root.appending(".dvc")
    cacheFolder = own.appending("cache")
    for name in ["config", "config.local"] {
      let path = try RelativePath(".dvc/\(name)")
      guard let bytes = try workspace.readIfPresent(path, limit: 1 << 20) else { continue }
      for (section, key, value) in Self.entries(String(decoding: bytes, as: UTF8.self)) {
        take(section, key, value, own: own)
      }
    }
    remotes.sort { $0.name < $1.name }
  }

  private mutating func take(_ section: String, _ key: String, _ value: String, own: AbsolutePath) {
    if section == "cache" {
      if key == "dir" { cacheFolder = AbsolutePath(resolving: value, against: own) }
      if key == "type" { linkTypes = value }
    } else if section.hasPrefix("remote ") {
      let name = section.dropFirst(7).filter { $0 != "\"" }
      guard key == "url" else { return }
      remotes.removeAll { $0.name == name }
      remotes.append(Remote(name: String(name), url: value))
    } else if section == "parsing" {
      parsing.append("\(key): \(value)")
    } else if section != "core", !otherSections.contains(section) {
      otherSections.append(section)
    }
  }

  /// The entries of a text in the INI form that DVC writes: `['remote "name"']`, then `key = value`.
  static func entries(_ text: String) -> [(section: String, key: String, value: String)] {
    var section = ""
    var found: [(section: String, key: String, value: String)] = []
    for line in text.split(whereSeparator: \.isNewline) {
      let line = trimmed(line)
      if line.hasPrefix("#") || line.hasPrefix(";") { continue }
      if line.hasPrefix("["), line.hasSuffix("]") {
        section = String(line.dropFirst().dropLast()).filter { $0 != "'" }
      } else if let cut = line.firstIndex(of: "=") {
        let value = trimmed(line[line.index(after: cut)...])
        found.append((section, String(trimmed(line[..<cut])), String(value)))
      }
    }
    return found
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop(while: \.isWhitespace)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
