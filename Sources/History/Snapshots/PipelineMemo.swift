import Identity
import PipelineModel

/// Pipelines that were read at one commit, for others at which all that was looked at is the same: those of the whole
/// project, or else file by file.
///
/// As what was read is that of many commits, its places name files without a commit. Used by one thread at a time.
final class PipelineMemo {
  typealias Declared = (pipelines: [Pipeline], problems: [any Error])

  private var projects = TracedReadings<Declared>()
  private var files: [RelativePath: TracedReadings<PipelineReading?>] = [:]

  /// What the pipeline files of `files` declare.
  func pipelines(_ files: CommitFiles) throws -> Declared {
    try files.prefetchPipelines()
    if let known = try projects.known(in: files) { return known.result }
    let traced = TracedFiles(files, memo: self)
    let declared = try PipelineFinder(in: traced).pipelines()
    projects.keep(declared, traced.trace)
    return declared
  }

  /// What was read of the pipeline file of `folder` where all that was asked for it has the answers of `commit`.
  func known(
    _ folder: RelativePath, in commit: CommitFiles
  ) throws -> (result: PipelineReading?, trace: ReadingTrace)? {
    try files[folder]?.known(in: commit)
  }

  /// Keeps what was read of the pipeline file of `folder`.
  func keep(_ reading: PipelineReading?, of folder: RelativePath, _ trace: ReadingTrace) {
    files[folder, default: TracedReadings()].keep(reading, trace)
  }
}

/// Results of reading files of commits, each with all that was asked for it.
struct TracedReadings<Result> {
  private var kept: [(result: Result, trace: ReadingTrace)] = []

  /// More are not kept: branches differ from each other in few ways at a time.
  private static var most: Int { 8 }

  /// The result, the last that was used first, whose questions all have the same answers in `files`.
  mutating func known(in files: CommitFiles) throws -> (result: Result, trace: ReadingTrace)? {
    guard let index = try kept.lastIndex(where: { try $0.trace.holds(in: files) }) else { return nil }
    kept.append(kept.remove(at: index))
    return kept.last
  }

  /// Keeps `result`.
  mutating func keep(_ result: Result, _ trace: ReadingTrace) {
    if kept.count == Self.most { kept.removeFirst() }
    kept.append((result, trace))
  }
}
