import Diagnostics
import Platform

/// The objects of the repository that a folder lies in, asked of one `git cat-file --batch`.
///
/// Nothing is ever checked out. Used by one thread at a time.
final class GitObjects {
  private let git: GitProgram
  private var process: Coprocess

  /// Starts git in `folder`.
  init(in folder: AbsolutePath, environment: [(name: String, value: String)]) throws(HistoryProblem) {
    guard let git = GitProgram(in: folder, environment: environment) else { throw .noGit }
    self.git = git
    do { process = try git.start("cat-file", "--batch") } catch { throw .cannotStart(error) }
  }

  /// The object that `name`, by git's rules for revisions, names; nil where it names none.
  ///
  /// - Throws: `HistoryProblem` where git cannot answer, or the object has more than `limit` bytes.
  func object(_ name: String, limit: Int = 64 << 20) throws(HistoryProblem) -> GitObject? {
    guard !name.utf8.contains(where: { $0 == 0x0A || $0 == 0 }) else { return nil }
    do {
      try process.write(Array(name.utf8) + [0x0A])
      guard let line = try process.readLine() else { throw HistoryProblem.git(process.errors) }
      guard let (id, kind, count) = Self.header(line) else { return nil }
      guard count <= limit else {
        try process.skip(count + 1)
        throw HistoryProblem.tooLarge(bytes: count, limit: limit)
      }
      let bytes = try process.read(count)
      try process.skip(1)
      return GitObject(id: id, kind: kind, bytes: bytes)
    } catch let problem as HistoryProblem {
      throw problem
    } catch {
      // It went away; what it complained of, if anything, comes with the end of its output.
      _ = try? process.readLine()
      throw .git(process.errors)
    }
  }

  /// The parts of `<id> <kind> <count>`; nil for `<name> missing` and the like.
  private static func header(_ line: [UInt8]) -> (GitObjectID, GitObject.Kind, Int)? {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, let id = GitObjectID(hex: parts[0]),
      let kind = GitObject.Kind(rawValue: String(decoding: parts[1], as: UTF8.self)),
      let count = Int(String(decoding: parts[2], as: UTF8.self)), count >= 0, count < .max
    else { return nil }
    return (id, kind, count)
  }

  /// The commit that `revision` names.
  func commit(_ revision: String) throws(HistoryProblem) -> GitObjectID {
    if !revision.isEmpty, let found = try object("\(revision)^{commit}") { return found.id }
    if revision == "HEAD" { throw .noCommits }
    throw .unknownRevision(revision, known: names())
  }

  /// The tree of the folder that git was started in, as of `commit`; nil where the commit has no such folder.
  func tree(of commit: GitObjectID) throws(HistoryProblem) -> GitTree? {
    try object("\(commit.hex):./").flatMap(GitTree.init)
  }

  /// The object that a tree names.
  func object(_ id: GitObjectID, limit: Int = 64 << 20) throws(HistoryProblem) -> GitObject {
    guard let found = try object(id.hex, limit: limit) else { throw .missingObject(id.hex) }
    return found
  }

  /// The names of branches and tags, for suggestions; the only other process that is ever started.
  private func names() -> [String] {
    guard
      var process = try? git.start(
        "for-each-ref", "--count=5000", "--format=%(refname:short)", "refs/heads", "refs/tags", "refs/remotes"
      )
    else { return [] }
    process.endInput()
    var names: [String] = []
    while let line = (try? process.readLine()) ?? nil { names.append(String(decoding: line, as: UTF8.self)) }
    return names
  }
}
