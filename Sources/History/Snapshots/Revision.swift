/// A state of the project.
package enum Revision: Hashable, Sendable {
  /// The files on disk.
  case workspace
  /// A commit, by any name that git understands.
  case named(String)

  /// The word that stands for the files on disk.
  package static let workspaceName = "workspace"

  /// The state that `text`, as a user writes it, means.
  package init(_ text: String) { self = text == Self.workspaceName ? .workspace : .named(text) }

  /// What the user calls it.
  package var name: String {
    switch self {
    case .workspace: Self.workspaceName
    case .named(let name): name
    }
  }

  /// The two states that a diff with these arguments compares: HEAD and the workspace, one commit and the workspace,
  /// or two commits.
  package static func pair(_ old: String?, _ new: String?) -> (old: Revision, new: Revision) {
    (Revision(old ?? "HEAD"), new.map(Revision.init) ?? .workspace)
  }
}
