import Diagnostics
import Identity

/// What can be wrong with params files, and with asking for their values.
enum ParamsProblem {
  case notMapping(String)
  case missingFile(RelativePath)
  case missingKey(String, String, known: [String])

  /// What is wrong.
  var message: String {
    switch self {
    case .notMapping(let found): "a params file must be a mapping, found \(found)"
    case .missingFile(let file): "params file '\(file)' does not exist"
    case .missingKey(let key, let file, _): "\(file) has no '\(key)'"
    }
  }

  /// What to do about it.
  var hint: String? {
    guard case .missingKey(let key, _, let known) = self else { return nil }
    if let dotted = ParamKey.dotted(key), dotted != key {
      return "an item of a list is named by its number behind a dot: '\(dotted)'"
    }
    return DidYouMean.hint(for: key, among: known)
  }

  /// The diagnostic of this problem at `span`.
  func diagnostic(at span: SourceSpan) -> Diagnostic { Diagnostic(message, at: span, hint: hint) }
}
