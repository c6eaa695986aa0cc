import Identity
import PipelineModel

/// Pipelines that were read at one commit, for others at which all that was looked at is the same.
///
/// A trace holds every question that reading the pipelines asked and git's name for the answer; it holds for a commit
/// where the same names come out. As what was read is that of many commits, its places name files without a commit. Used
/// by one thread at a time.
final class PipelineMemo {
  typealias Declared = (pipelines: [Pipeline], problems: [any Error])

  private struct Known {
    var trace: [TracedFiles.Question: TracedFiles.Answer]
    var declared: Declared
  }

  private var known: [Known] = []

  /// More traces are not kept: branches differ from each other in few ways at a time.
  private static let most = 8

  /// What the pipeline files of `files` declare.
  func pipelines(_ files: CommitFiles) throws -> Declared {
    if let index = try known.lastIndex(where: { try Self.holds($0.trace, in: files) }) {
      let found = known.remove(at: index)
      known.append(found)
      return found.declared
    }
    let traced = TracedFiles(files)
    let declared = try PipelineFinder(in: traced).pipelines()
    if known.count == Self.most { known.removeFirst() }
    known.append(Known(trace: traced.trace, declared: declared))
    return declared
  }

  private static func holds(
    _ trace: [TracedFiles.Question: TracedFiles.Answer], in files: CommitFiles
  ) throws -> Bool {
    try trace.allSatisfy { question, answer in
      try TracedFiles.answer(question, in: files, known: answer) == answer
    }
  }
}

/// Files of a commit that remember what they were asked.
final class TracedFiles: ProjectFiles {
  enum Question: Hashable {
    case folders(RelativePath, lookingFor: String)
    case file(RelativePath)
    case presence(RelativePath)
  }

  enum Answer: Equatable {
    /// The folders, and whether the file is there; `of` is git's name for the whole folder.
    case folders([RelativePath], isFound: Bool, of: GitObjectID?)
    /// Git's name for the file.
    case file(GitObjectID?)
    case presence(Bool)

    /// A folder may be another one and still hold the same folders.
    static func == (a: Answer, b: Answer) -> Bool {
      switch (a, b) {
      case (.folders(let one, let first, _), .folders(let other, let second, _)):
        one == other && first == second
      case (.file(let one), .file(let other)): one == other
      case (.presence(let one), .presence(let other)): one == other
      default: false
      }
    }
  }

  private let files: CommitFiles
  private(set) var trace: [Question: Answer] = [:]

  init(_ files: CommitFiles) { self.files = files }

  /// What `files` answer; where git's name for it is that of `known`, the answer is `known`.
  static func answer(_ question: Question, in files: CommitFiles, known: Answer? = nil) throws -> Answer {
    switch question {
    case .folders(let path, let name):
      let identity = try files.identity(of: path)
      if let known, case .folders(_, _, identity) = known { return known }
      let (folders, isFound) = try files.subfolders(path, lookingFor: name)
      return .folders(folders, isFound: isFound, of: identity)
    case .file(let path): return .file(try files.identity(of: path))
    case .presence(let path): return .presence(files.holds(path))
    }
  }

  func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    let (folders, isFound) = try files.subfolders(folder, lookingFor: name)
    trace[.folders(folder, lookingFor: name)] = .folders(
      folders, isFound: isFound, of: try files.identity(of: folder))
    return (folders, isFound)
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    trace[.file(path)] = try Self.answer(.file(path), in: files)
    return try files.readIfPresent(path, limit: limit)
  }

  func holds(_ path: RelativePath) -> Bool {
    let isThere = files.holds(path)
    trace[.presence(path)] = .presence(isThere)
    return isThere
  }

  func shown(_ path: RelativePath) -> String { path.description }
}
