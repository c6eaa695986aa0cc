import Identity
import PipelineModel
package import Platform

/// What `metrics log` found out about commits and files, kept for the next time; it may be deleted at any time.
///
/// Everything in it is named by a hash of what it was found in, so nothing ever has to be forgotten, but which folder of a
/// commit is the project's: that is found out anew where the project was moved inside its repository. The format is
/// specified in `docs/FORMATS.md`. Used by one thread at a time.
package final class LogMemory {
  /// The version of the format.
  package static let version = 2

  /// A commit.
  struct Commit {
    /// The project's folder in it; nil where it has none.
    var tree: GitObjectID?
    var parents: [GitObjectID]
    var date: CommitDate
    var subject: String
  }

  /// A metrics file of a state of the project: where it is, and which values it has.
  struct File: Equatable {
    var path: RelativePath
    /// The name of its bytes and how they are read.
    var content: String
  }

  /// What a file's bytes say.
  enum Content {
    case values([ValueFile.Value])
    /// They cannot be read, and why.
    case unreadable(String)
  }

  /// The way from the repository's top folder to the project's.
  private(set) var place = ""
  private(set) var commits: [GitObjectID: Commit] = [:]
  private(set) var states: [GitObjectID: [File]] = [:]
  private(set) var contents: [String: Content] = [:]
  private let folder: Folder?
  private var hasNews = false

  /// Above this, nothing more is kept: a memory that is slow to read is none.
  private static let mostBytes = 64 << 20

  private static let path: RelativePath = {
    guard let path = try? RelativePath("metrics-log") else { preconditionFailure("a valid name") }
    return path
  }()

  /// The memory in `folder`, the project's own; without one, or where it cannot be read, an empty one.
  package init(in folder: Folder?) {
    self.folder = folder
    guard let bytes = (try? folder?.readIfPresent(Self.path, limit: Self.mostBytes)) ?? nil,
      let read = LogMemoryText.read(bytes)
    else { return }
    (place, commits, states, contents) = read
  }

  /// Says where in its repository the project is.
  func begin(at place: String) {
    if place == self.place { return }
    self.place = place
    commits = [:]
  }

  func remember(_ id: GitObjectID, _ commit: Commit) {
    commits[id] = commit
    hasNews = true
  }

  func remember(_ tree: GitObjectID, _ files: [File]) {
    // The text has names in UTF-8 only.
    guard files.allSatisfy({ $0.path.utf8 != nil }) else { return }
    states[tree] = files
    hasNews = true
  }

  func remember(_ name: String, _ content: Content) {
    contents[name] = content
    hasNews = true
  }

  /// Keeps what is new; a memory that cannot be written is no problem of the user's.
  package func save() {
    guard hasNews, let folder else { return }
    let bytes = LogMemoryText.bytes((place, commits, states, contents))
    guard bytes.count <= Self.mostBytes else { return }
    try? folder.replace(Self.path, with: bytes, durable: false)
    hasNews = false
  }
}
