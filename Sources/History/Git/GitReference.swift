/// A branch or a tag.
struct GitReference: Sendable {
  /// Its whole name: `refs/heads/main`.
  let name: String
  /// What it names: a commit, or the object of a tag.
  let object: GitObjectID
  /// The reference that it stands for, such as `refs/remotes/origin/main` for `refs/remotes/origin/HEAD`.
  let target: String?
  /// Whether it is the branch that is checked out.
  let isCurrent: Bool

  /// The reference of a line `<* or space> <object> <name> <target>`; nil where it is none.
  init?(line: [UInt8]) {
    let parts = line.dropFirst(2).split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 3, let object = GitObjectID(hex: parts[0]) else { return nil }
    self.object = object
    name = String(decoding: parts[1], as: UTF8.self)
    target = parts[2].isEmpty ? nil : String(decoding: parts[2], as: UTF8.self)
    isCurrent = line.first == UInt8(ascii: "*")
  }

  /// The kinds, by the beginning of their names.
  enum Kind: String, CaseIterable {
    case branch = "refs/heads/"
    case tag = "refs/tags/"
    case remote = "refs/remotes/"
  }

  /// What it is.
  var kind: Kind? { Kind.allCases.first { name.hasPrefix($0.rawValue) } }

  /// What people call it: `main`, `v1`, `origin/main`.
  var shortName: String { kind.map { String(name.dropFirst($0.rawValue.count)) } ?? name }
}

/// The branch that others branch off.
struct DefaultBranch {
  /// What people call it, without its remote.
  let name: String
  /// Where it stands, here and on the remote.
  let tips: [GitReference]

  /// The default branch among `references`; nil where it cannot be told.
  ///
  /// It is what the HEAD of `origin`, or of another remote, names; else `main` or `master`, of origin or here; else the
  /// only branch there is.
  init?(among references: [GitReference]) {
    let remotes = references.filter { $0.kind == .remote }
    let heads = remotes.filter { $0.target != nil && $0.shortName.hasSuffix("/HEAD") }
    let head = heads.first { $0.shortName == "origin/HEAD" } ?? heads.first
    let guesses = ["origin/main", "origin/master", "main", "master"]
    let branches = references.filter { $0.kind == .branch }
    let found =
      head.flatMap { head in remotes.first { $0.name == head.target } }
      ?? guesses.lazy.compactMap { name in
        (name.contains("/") ? remotes : branches).first { $0.shortName == name }
      }.first ?? (branches.count == 1 ? branches.first : nil)
    guard let found else { return nil }
    let name =
      found.kind == .remote
      ? String(found.shortName.drop { $0 != "/" }.dropFirst()) : found.shortName
    self.name = name
    let here = branches.filter { $0.shortName == name && $0.name != found.name }
    tips = [found] + here
  }
}
