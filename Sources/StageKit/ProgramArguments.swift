package import Diagnostics

/// The options that a program was started with, by name.
package struct ProgramArguments: Sendable {
  /// The values by the names of their options.
  package private(set) var values: [String: String] = [:]
  /// Whether help was asked for; then nothing else was checked.
  package private(set) var asksForHelp = false

  /// Reads `--name value` and `--name=value` as `spec` has them; each at most once.
  ///
  /// - Throws: `Diagnostic` for an option that is unknown, doubled, without value or missing.
  package init(_ arguments: [String], for spec: ProgramSpec) throws(Diagnostic) {
    if arguments.contains("--help") || arguments.contains("-h") {
      asksForHelp = true
      return
    }
    let names = (spec.options + ProgramSpec.common).map(\.name)
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      guard argument.hasPrefix("--") else {
        throw Diagnostic("unexpected argument '\(argument)'", hint: "run '\(spec.name) --help'")
      }
      let parts = argument.dropFirst(2).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let name = parts.first.map(String.init) ?? ""
      guard names.contains(name) else {
        throw Diagnostic(
          "unknown option '--\(name)'",
          hint: DidYouMean.hint(for: "--\(name)", among: names.map { "--\($0)" }))
      }
      guard let value = parts.count == 2 ? String(parts[1]) : rest.popFirst(), !value.isEmpty else {
        throw Diagnostic("option '--\(name)' needs a value")
      }
      guard values.updateValue(value, forKey: name) == nil else {
        throw Diagnostic("option '--\(name)' is given twice")
      }
    }
    for option in spec.options where option.isRequired && values[option.name] == nil {
      throw Diagnostic("option '--\(option.name)' is missing", hint: option.help)
    }
  }
}
