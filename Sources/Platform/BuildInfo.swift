import CPlatform

/// What this program was built from.
package enum BuildInfo {
  /// The program's version.
  package static let version = "0.1.0"

  /// The commit, in twelve characters, with `-dirty` where files differed from it; `unknown` where nothing said it.
  package static var commit: String {
    // SAFETY: the C side returns a string constant.
    unsafe String(cString: lockstep_commit())
  }
}
