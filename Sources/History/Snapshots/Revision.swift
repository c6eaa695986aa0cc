/// A state of the project.
package enum Revision: Hashable, Sendable {
  /// The files on disk.
  case workspace
  /// A commit, by any name that git understands.
  case named(String)
  /// A commit by its hash, and what it is called.
  case commit(GitObjectID, name: String)

  /// The word that stands for the files on disk.
  package static let workspaceName = "workspace"

  /// The state that `text`, as a user writes it, means.
  package init(_ text: String) { self = text == Self.workspaceName ? .workspace : .named(text) }

  /// What the user calls it.
  package var name: String {
    switch self {
    case .workspace: Self.workspaceName
    case .named(let name), .commit(_, let name): name
    }
  }

  /// What git knows it by, for the names of its files: `HEAD:metrics.json`.
  var reference: String {
    switch self {
    case .workspace, .named: name
    // Several names of one commit, or `base 1a2b3c4`, are none to git.
    case .commit(let id, let name): name.contains { $0 == " " || $0 == "," } ? id.short : name
    }
  }
}

/// Which two states a diff compares, as the command line says it.
package struct RevisionRequest: Sendable {
  /// What to compare with.
  package enum Base: Hashable, Sendable {
    /// The merge base with the default branch; on that branch, the commit before.
    case auto
    /// This commit, or the merge base of a range `a...b`.
    case named(String)

    /// The word for the first.
    package static let autoName = "auto"

    /// What `text`, as a user writes it, means.
    package init(_ text: String) { self = text == Self.autoName ? .auto : .named(text) }
  }

  /// The base; nil where the first word says what is compared.
  package var base: Base?
  /// The first word, if there is one: a revision, or a range `a..b` or `a...b`.
  package var first: String?
  /// The second word.
  package var second: String?

  /// A request; without anything, HEAD and the workspace.
  package init(base: Base? = nil, first: String? = nil, second: String? = nil) {
    self.base = base
    self.first = first
    self.second = second
  }
}

/// Two revisions with dots between them.
struct RevisionRange {
  let old: String
  let new: String
  /// Whether the older side is their merge base: `a...b`.
  let fromMergeBase: Bool

  /// The range that `text` is; nil where it has no dots; a side that is left out is HEAD.
  init?(_ text: String) {
    guard let dots = text.firstRange(of: "..") else { return nil }
    let rest = text[dots.upperBound...]
    fromMergeBase = rest.hasPrefix(".")
    let new = fromMergeBase ? rest.dropFirst() : rest
    old = dots.lowerBound == text.startIndex ? "HEAD" : String(text[..<dots.lowerBound])
    self.new = new.isEmpty ? "HEAD" : String(new)
  }
}
