import Diagnostics
import Platform

/// The objects of the repository that a folder lies in, asked of one `git cat-file --batch`.
///
/// Nothing is ever checked out. Used by one thread at a time.
final class GitObjects {
  private let git: GitProgram
  private var process: Coprocess
  var trees: [GitObjectID: GitTree] = [:]
  /// The folders below which all were read.
  var walked = WalkedFolders()
  /// Small files that were read before they are asked for.
  private var files: [GitObjectID: GitObject] = [:]
  private var fileBytes = 0
  private var commits: [GitObjectID: GitCommit] = [:]
  /// What names stood for when they were first asked for: one command sees one history.
  private var named: [String: GitCommit] = [:]
  /// The listing of branches and tags, where it is under way.
  private var listing: Coprocess?

  /// Starts git in `folder`.
  init(in folder: AbsolutePath, environment: [(name: String, value: String)]) throws(HistoryProblem) {
    guard let git = GitProgram(in: folder, environment: environment) else { throw .noGit }
    self.git = git
    do { process = try git.start("cat-file", "--batch") } catch { throw .cannotStart(error) }
  }

  /// The way from the repository's top folder to that git was started in, without a slash at its ends.
  var place: String {
    String(decoding: Array(git.prefix.joined(separator: [UInt8(ascii: "/")])), as: UTF8.self)
  }

  /// The object that `name`, by git's rules for revisions, names; nil where it names none.
  ///
  /// - Throws: `HistoryProblem` where git cannot answer, or the object has more than `limit` bytes.
  func object(_ name: String, limit: Int = 64 << 20) throws(HistoryProblem) -> GitObject? {
    guard !name.utf8.contains(where: { $0 == 0x0A || $0 == 0 }) else { return nil }
    try ask([name])
    return try answer(to: name, limit: limit)
  }

  /// Asks for objects, all at once.
  private func ask(_ names: some Sequence<String>) throws(HistoryProblem) {
    do { try process.write(Array(names.map { $0 + "\n" }.joined().utf8)) } catch { throw ended() }
  }

  /// What git says to the next question that was asked.
  private func answer(to name: String, limit: Int) throws(HistoryProblem) -> GitObject? {
    do {
      guard let line = try process.readLine() else { throw HistoryProblem.git(process.errors) }
      guard let (id, kind, count) = Self.header(line) else {
        if line.reversed().starts(with: " ambiguous".utf8.reversed()) {
          throw HistoryProblem.ambiguousRevision(name)
        }
        return nil
      }
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
      throw ended()
    }
  }

  /// It went away; what it complained of, if anything, comes with the end of its output.
  private func ended() -> HistoryProblem {
    _ = try? process.readLine()
    return .git(process.errors)
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
  func commit(_ revision: String) throws(HistoryProblem) -> GitCommit {
    if let known = named[revision] { return known }
    if !revision.isEmpty, let found = try object("\(revision)^{commit}").flatMap(GitCommit.init) {
      commits[found.id] = found
      named[revision] = found
      return found
    }
    if revision == "HEAD" { throw .noCommits }
    if try isAmbiguous(revision) { throw .ambiguousRevision(revision) }
    if let end = try endOfClone(before: revision) { throw .historyEnds(at: end.short, wanted: revision) }
    throw .unknownRevision(revision, known: names())
  }

  /// Whether several objects have names that begin so; git tells only where no kind is asked for.
  private func isAmbiguous(_ revision: String) throws(HistoryProblem) -> Bool {
    do throws(HistoryProblem) {
      _ = try object(revision, limit: 0)
      return false
    } catch .ambiguousRevision {
      return true
    } catch .tooLarge {
      return false
    }
  }

  /// The commit of that name; nil where the clone lacks it.
  func commit(_ id: GitObjectID) throws(HistoryProblem) -> GitCommit? {
    if let known = commits[id] { return known }
    let found = try object(id.hex).flatMap(GitCommit.init)
    commits[id] = found
    return found
  }

  /// The last commit of a shallow clone, where `revision` is an ancestor (`…~3`, `…^`) that lies behind it.
  private func endOfClone(before revision: String) throws(HistoryProblem) -> GitObjectID? {
    guard let suffix = revision.firstIndex(where: { $0 == "~" || $0 == "^" }),
      let start = try object("\(revision[..<suffix])^{commit}").flatMap(GitCommit.init)
    else { return nil }
    var commit = start
    while let parent = commit.parents.first {
      guard let found = try self.commit(parent) else { return commit.id }
      commit = found
    }
    return nil
  }

  /// The tree of the folder that git was started in, as of `commit`; nil where the commit has no such folder.
  func tree(of commit: GitCommit) throws(HistoryProblem) -> GitTree? {
    var tree = try self.tree(commit.tree)
    for name in git.prefix {
      guard let entry = tree?.entry(name), entry.kind == .folder else { return nil }
      tree = try self.tree(entry.id)
    }
    return tree
  }

  /// No more is asked for: git ends while something else is done.
  func end() { process.endInput() }

  /// Reads the files of those names, but large ones, to have them at hand.
  func prefetchFiles(_ ids: some Sequence<GitObjectID>) throws(HistoryProblem) {
    // A long history has more than is needed at a time.
    if fileBytes > Self.mostKept { (files, fileBytes) = ([:], 0) }
    try forEach(ids.filter { files[$0] == nil }, limit: Self.largestKept) {
      files[$0.id] = $0
      fileBytes += $0.bytes.count
    }
  }

  /// Gives the objects of those names to `body`, each once, but those of more than `limit` bytes.
  ///
  /// Many are asked for at a time: with one question at a time, most of the time goes into waking git up.
  func forEach(
    _ ids: some Sequence<GitObjectID>, limit: Int, _ body: (GitObject) -> Void
  ) throws(HistoryProblem) {
    var waiting = Array(Set(ids))[...]
    while !waiting.isEmpty {
      let some = waiting.prefix(Self.questionsAtOnce)
      waiting = waiting.dropFirst(some.count)
      try ask(some.lazy.map(\.hex))
      for id in some {
        // Every answer is taken, so that the next question gets its own.
        do throws(HistoryProblem) {
          if let found = try answer(to: id.hex, limit: limit) { body(found) }
        } catch .tooLarge {
          continue
        }
      }
    }
  }

  /// Few enough that all questions fit into the pipe while git waits for its answers to be read.
  private static let questionsAtOnce = 64
  static let largestTree = 64 << 20
  private static let largestKept = 256 << 10
  private static let mostKept = 16 << 20

  /// The tree of that name, read once.
  func tree(_ id: GitObjectID) throws(HistoryProblem) -> GitTree? {
    if let known = trees[id] { return known }
    let tree = GitTree(try object(id))
    trees[id] = tree
    return tree
  }

  /// The object that a tree names.
  func object(_ id: GitObjectID, limit: Int = 64 << 20) throws(HistoryProblem) -> GitObject {
    if let known = files[id], known.bytes.count <= limit { return known }
    guard let found = try object(id.hex, limit: limit) else { throw .missingObject(id.hex) }
    return found
  }

  /// Starts to list the branches and tags, while git is asked for something else.
  func beginReferences() throws(HistoryProblem) { listing = try startReferences() }

  /// The only other process that is ever started.
  private func startReferences() throws(HistoryProblem) -> Coprocess {
    let format = "%(HEAD) %(objectname) %(refname) %(symref)"
    do {
      let process = try git.start(
        "for-each-ref", "--format=\(format)", "refs/heads", "refs/tags", "refs/remotes")
      process.endInput()
      return process
    } catch {
      throw .cannotStart(error)
    }
  }

  /// The branches and tags.
  func references() throws(HistoryProblem) -> [GitReference] {
    var process: Coprocess
    if let begun = listing.take() { process = begun } else { process = try startReferences() }
    var found: [GitReference] = []
    do {
      while let line = try process.readLine() {
        if let reference = GitReference(line: line) { found.append(reference) }
      }
    } catch {
      throw .cannotStart(error)
    }
    // Outside of git there are none, and git says so.
    if found.isEmpty, !process.errors.isEmpty { throw .git(process.errors) }
    return found
  }

  /// The names of branches and tags, for suggestions.
  private func names() -> [String] { ((try? references()) ?? []).prefix(5_000).map(\.shortName) }
}
