import Identity
import Platform

/// What a stage printed in its last run: `logs/<stage>.log`, both streams in the order they came.
final class StageLog {
  /// The most that is kept of one run.
  static let limit = 64 << 20

  /// Where the log is, relative to the root.
  let shownPath: String
  private let file: LogFile
  private var count = 0

  private final class LogFile {
    let file: WritableFile
    init(_ file: consuming WritableFile) { self.file = file }
  }

  init(of stage: StageID, in own: Folder) throws {
    let path = try RelativePath("logs/\(stage.fileName).log")
    try own.makeFolders(path.parent)
    try own.remove(path)
    file = LogFile(try own.create(path))
    shownPath = "\(Project.ownName)/\(path)"
  }

  /// Keeps `bytes`, up to the limit; a full disk costs the log, not the run.
  func write(_ bytes: [UInt8]) {
    guard count < Self.limit else { return }
    count += bytes.count
    try? file.file.write(Array(bytes.prefix(Self.limit)))
  }
}
