import Identity
import PipelineModel

/// Every question that reading files of a commit asked, and git's name for the answer: what was read holds for a commit
/// where the same names come out.
struct ReadingTrace {
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

  private var answers: [Question: Answer] = [:]

  /// Notes an answer.
  mutating func note(_ answer: Answer, to question: Question) { answers[question] = answer }

  /// Notes all that is in `other`.
  mutating func note(_ other: ReadingTrace) { answers.merge(other.answers) { known, _ in known } }

  /// Whether all questions have the same answers in `files`.
  func holds(in files: CommitFiles) throws -> Bool {
    try answers.allSatisfy { question, answer in
      try Self.answer(question, in: files, known: answer) == answer
    }
  }

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
}

/// Files of a commit that remember what they were asked, and know pipeline files that were read before.
final class TracedFiles: ProjectFiles {
  private let files: CommitFiles
  private let memo: PipelineMemo
  private(set) var trace = ReadingTrace()

  init(_ files: CommitFiles, memo: PipelineMemo) {
    self.files = files
    self.memo = memo
  }

  func subfolders(
    _ folder: RelativePath, lookingFor name: String
  ) throws -> (folders: [RelativePath], found: Bool) {
    let (folders, isFound) = try files.subfolders(folder, lookingFor: name)
    let answer = ReadingTrace.Answer.folders(folders, isFound: isFound, of: try files.identity(of: folder))
    trace.note(answer, to: .folders(folder, lookingFor: name))
    return (folders, isFound)
  }

  func readIfPresent(_ path: RelativePath, limit: Int) throws -> [UInt8]? {
    trace.note(try ReadingTrace.answer(.file(path), in: files), to: .file(path))
    return try files.readIfPresent(path, limit: limit)
  }

  func holds(_ path: RelativePath) -> Bool {
    let isThere = files.holds(path)
    trace.note(.presence(isThere), to: .presence(path))
    return isThere
  }

  func shown(_ path: RelativePath) -> String { path.description }

  func reading(of folder: RelativePath, by read: () throws -> PipelineReading?) throws -> PipelineReading? {
    if let known = try memo.known(folder, in: files) {
      trace.note(known.trace)
      return known.result
    }
    let before = trace
    trace = ReadingTrace()
    defer { trace.note(before) }
    let found = try read()
    memo.keep(found, of: folder, trace)
    return found
  }
}
