package import Diagnostics
package import Platform

/// What can go wrong with looking into the past, as data; the prose is in `diagnostic`.
package enum HistoryProblem: Error {
  /// There is no git on this machine.
  case noGit
  /// Git is there and does not start.
  case cannotStart(SystemError)
  /// Git ended; what it said last.
  case git([UInt8])
  /// The repository has no commit yet.
  case noCommits
  /// No commit is called so.
  case unknownRevision(String, known: [String])
  /// Several commits have names that begin so.
  case ambiguousRevision(String)
  /// What is asked for lies behind the last commit of a shallow clone.
  case historyEnds(at: String, wanted: String)
  /// The commit, which is to be compared with the one before it, is the first.
  case firstCommit(String)
  /// There is no branch that others branch off.
  case noDefaultBranch
  /// Two commits have no ancestor in common.
  case unrelated(String, String)
  /// The files of a bare repository are asked for.
  case bare
  /// The repository lacks an object that one of its trees names.
  case missingObject(String)
  /// A file is larger than what is read.
  case tooLarge(bytes: Int, limit: Int)
  /// There is no project, only commits of one, and so no cache.
  case noCache
  /// A symlink leads out of the project.
  case linkOutside
  /// Symlinks of a commit lead to each other.
  case linkLoop
  /// A path of the workspace is a pipe, a socket or a device.
  case special
  /// A path of a commit is a submodule or a folder where a file is asked for.
  case noFile
}

extension HistoryProblem {
  /// The problem as it is told.
  package var diagnostic: Diagnostic {
    switch self {
    case .noGit:
      Diagnostic(
        "commits are compared with the help of git, which is not installed",
        hint: "there is no 'git' on the PATH")
    case .cannotStart(let error): Diagnostic(error.description)
    case .git(let said): Self.said(said)
    case .noCommits:
      Diagnostic(
        "there is no commit yet to compare with",
        hint: "'git commit' what is here, and compare what comes after with it")
    case .unknownRevision(let name, let known):
      Diagnostic(
        "unknown revision '\(name)'",
        hint: DidYouMean.hint(for: name, among: known) ?? "a branch, a tag, a commit or HEAD~1 is one")
    case .ambiguousRevision(let name):
      Diagnostic("revision '\(name)' is the beginning of several names", hint: "write more of the hash")
    case .historyEnds(let end, let wanted):
      Diagnostic(
        "this clone is shallow: its history ends at \(end), and '\(wanted)' lies behind",
        hint: "'git fetch --unshallow' gets the rest; in CI, check out with the whole history")
    case .firstCommit(let commit):
      Diagnostic(
        "\(commit) is the first commit, so there is nothing before it to compare with",
        hint: "name the commit to compare with")
    case .noDefaultBranch:
      Diagnostic(
        "which branch is the default one cannot be told: there is no origin/HEAD, and neither main nor master",
        hint: "name the branch to compare with: --base BRANCH...HEAD")
    case .unrelated(let a, let b): Diagnostic("'\(a)' and '\(b)' have no commit in common")
    case .bare:
      Diagnostic(
        "a bare repository has no workspace",
        hint: "name commits: 'metrics diff HEAD~1 HEAD', 'metrics log', 'metrics show --all-branches'")
    case .missingObject(let id):
      Diagnostic(
        "the git repository lacks object \(id.prefix(12))",
        hint: "a shallow or partial clone has not everything: 'git fetch --unshallow' gets the rest")
    case .tooLarge(let bytes, let limit):
      Diagnostic("it holds \(bytes) bytes; at most \(limit) are read")
    case .noCache:
      Diagnostic(
        "it is in the cache, and there is no project here that has one",
        hint: "in a clone with the files of a commit, after 'lockstep repro', it can be read")
    case .linkOutside:
      Diagnostic(
        "it is a symlink that leads out of the project",
        hint: "what is shown of a project is read only inside of it: copy the file")
    case .linkLoop: Diagnostic("its symlinks lead to each other")
    case .special: Diagnostic("it is no regular file")
    case .noFile: Diagnostic("it is no file in that commit")
    }
  }

  private static func said(_ bytes: [UInt8]) -> Diagnostic {
    let text = String(decoding: bytes, as: UTF8.self)
    let first = text.split(separator: "\n").first.map(String.init) ?? "it ended without an answer"
    let message = first.hasPrefix("fatal: ") ? String(first.dropFirst(7)) : first
    if message.hasPrefix("not a git repository") {
      return Diagnostic(
        "the project is in no git repository, so there are no commits to look at",
        hint: "'git init' makes one; 'lockstep metrics show' works without")
    }
    return Diagnostic("git: \(message)")
  }
}
