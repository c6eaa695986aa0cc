package import Diagnostics

/// What is wrong with a command line, as data; `diagnostic(for:)` has the words.
package enum ArgumentError: Error, Hashable, Sendable {
  /// An option that the command lacks, as written without its value, and those that it has.
  case unknownOption(String, known: [String])
  /// An option without the value that it needs.
  case missingValue(option: String, valueName: String)
  /// A flag with a value.
  case unexpectedValue(option: String, value: String)
  /// A value that is no integer, or none of the range.
  case notAnInteger(option: String, value: String, ClosedRange<Int>)
  /// A value that is none of the choices.
  case notAChoice(option: String, value: String, choices: [String])
  /// One argument too many.
  case unexpectedArgument(String)
  /// A positional argument that is not there.
  case missingArgument(String)

  /// The diagnostic, for a command with this spec.
  package func diagnostic(for spec: CommandSpec) -> Diagnostic {
    let help = "'\(spec.name) --help' lists the options"
    let usage = "usage: \(HelpText.usage(of: spec))"
    switch self {
    case .unknownOption(let option, let known):
      return Diagnostic(
        "unknown option '\(option)'", hint: DidYouMean.hint(for: option, among: known) ?? help)
    case .missingValue(let option, let valueName):
      return Diagnostic("option '\(option)' needs a value: \(option) \(valueName)")
    case .unexpectedValue(let option, let value):
      return Diagnostic("option '\(option)' takes no value, found '\(value)'")
    case .notAnInteger(let option, let value, let range):
      return Diagnostic("option '\(option)' takes an integer\(Self.words(for: range)), found '\(value)'")
    case .notAChoice(let option, let value, let choices):
      let list = choices.map { "'\($0)'" }.joined(separator: ", ")
      return Diagnostic(
        "option '\(option)' takes one of \(list), found '\(value)'",
        hint: DidYouMean.hint(for: value, among: choices))
    case .unexpectedArgument(let argument):
      return Diagnostic("unexpected argument '\(argument)'", hint: usage)
    case .missingArgument(let name):
      return Diagnostic("argument \(name) is missing", hint: usage)
    }
  }

  private static func words(for range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): ""
    case (let least, .max): " of at least \(least)"
    case (.min, let most): " of at most \(most)"
    case (let least, let most): " from \(least) to \(most)"
    }
  }
}
