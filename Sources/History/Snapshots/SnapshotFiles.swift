import Identity
import PipelineModel

/// The project's files as of one revision.
protocol SnapshotFiles: ProjectFiles {
  /// The file at `path`, or all files below it where it is a folder, sorted; none where nothing stands there.
  ///
  /// In a folder, names that begin with a dot are passed over: they are no results, and `.lockstep` is Lockstep's own.
  func files(at path: RelativePath) throws -> [RelativePath]
  /// The name of the bytes at `path`, which no others have; nil where they have none.
  func identity(of path: RelativePath) throws(HistoryProblem) -> GitObjectID?
  /// Says that the files at `paths` are read next.
  func prefetch(_ paths: some Sequence<RelativePath>) throws
}

extension SnapshotFiles {
  func identity(of path: RelativePath) -> GitObjectID? { nil }
  func prefetch(_ paths: some Sequence<RelativePath>) {}
}
