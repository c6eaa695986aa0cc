import Diagnostics
import Identity

/// What can be wrong with a lock.
enum LockProblem {
  case noSchema
  case newerSchema(String)
  case notSchema(String)
  case unknownKey(String, of: String)
  case missing(String, of: String)
  case wrongType(String, expected: String, found: String)
  case badStageName(String)
  case badDigest(String)
  case badBase64(String)
  case badPath(String, PathProblem)
  case badParamKey(String)
  case repeated(String)
  case severalContents
  case localWithContent
  case tooMany(Int, of: String)

  /// What is wrong.
  var message: String {
    switch self {
    case .noSchema: "the lock does not say which schema it has"
    case .newerSchema(let text): "schema \(text) of the lock is not known to this version"
    case .notSchema(let text): "'\(text)' is no schema of a lock"
    case .unknownKey(let key, let owner): "unknown key '\(key)' in \(owner)"
    case .missing(let key, let owner): "\(owner) has no '\(key)'"
    case .wrongType(let what, let expected, let found): "\(what) must be \(expected), found \(found)"
    case .badStageName(let name): "'\(name)' is no name for a stage"
    case .badDigest(let text): "'\(text)' is no digest: 64 digits of 0-9 and a-f"
    case .badBase64(let text): "'\(text)' is not base64"
    case .badPath(let text, let problem): "'\(text)' cannot be used as a path: \(problem)"
    case .badParamKey(let text): "'\(text)' is no key of a params file"
    case .repeated(let text): "'\(text)' is listed twice"
    case .severalContents: "an entry holds one of 'file', 'exec', 'link', 'tree' and 'local'"
    case .localWithContent: "a local out has no size"
    case .tooMany(let count, let owner):
      "\(owner) has \(count) deps, params, variables and outs; \(StageInputs.mostRecords) are the most"
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .newerSchema: "it was written by a newer lockstep; update yours"
    default:
      "the lock is written by lockstep alone: take it from git again, or delete it and run 'lockstep repro'"
    }
  }
}
