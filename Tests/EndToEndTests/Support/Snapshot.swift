import Platform
import TestSupport
import Testing

/// Texts that are kept beside the tests; `RECORD_SNAPSHOTS=1` writes them anew and fails that run.
enum Snapshot {
  private static let isRecording = CurrentProcess.environment.contains {
    $0.name == "RECORD_SNAPSHOTS" && $0.value == "1"
  }

  private static func folder(_ file: String = #filePath) throws -> AbsolutePath {
    guard let here = AbsolutePath(file) else { throw TestFailure("'\(file)' is no absolute path") }
    return here.parent.parent.appending("Snapshots")
  }

  /// Compares `text` with the snapshot `name`.
  static func expect(_ text: String, is name: String, at place: SourceLocation = #_sourceLocation) throws {
    let path = try folder().appending(name)
    if isRecording {
      try File.replace(path, with: Array(text.utf8))
      Issue.record("'\(name)' was recorded; run again without RECORD_SNAPSHOTS", sourceLocation: place)
      return
    }
    let known = String(decoding: try File.read(path), as: UTF8.self)
    #expect(text == known, "the text is not that of Snapshots/\(name)", sourceLocation: place)
  }
}
