import Identity
import Platform

extension Project {
  /// A path in `.lockstep/tmp` that nothing stands at; the next writer removes what is left there.
  func scratchPath(_ purpose: String) throws -> RelativePath {
    try RelativePath("tmp/\(purpose)-\(CurrentProcess.identifier)-\(SystemClock.monotonic)")
  }
}
