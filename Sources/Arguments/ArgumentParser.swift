import Diagnostics

/// Reads a command line by a spec: `--long`, `--long=value`, `--long value`, `-s`, `-sVALUE`, `-abc`, `--`.
///
/// A value that begins with `-` must be joined by `=` or be a number, so that a forgotten value never swallows the
/// next option; `-` alone is an argument.
package struct ArgumentParser {
  private let positionals: [PositionalSpec]
  private let long: [String: OptionSpec]
  private let short: [Character: OptionSpec]
  private var parsed: ParsedArguments
  private var rest: ArraySlice<String>

  private init(options: [OptionSpec], positionals: [PositionalSpec], _ arguments: ArraySlice<String>) {
    self.positionals = positionals
    long = Dictionary(options.map { ($0.long, $0) }, uniquingKeysWith: { first, _ in first })
    short = Dictionary(
      options.compactMap { option in option.short.map { ($0, option) } },
      uniquingKeysWith: { first, _ in first })
    parsed = ParsedArguments(options: options, positionals: positionals)
    rest = arguments
  }

  /// What `arguments`, without the words that call the command, say to `spec`.
  ///
  /// `globals` are options that every command takes besides its own.
  package static func parse(
    _ arguments: some Collection<String>, spec: CommandSpec, globals: [OptionSpec] = []
  ) throws(ArgumentError) -> ParsedArguments {
    var parser = ArgumentParser(
      options: spec.options + globals, positionals: spec.positionals, Array(arguments)[...])
    var given: [String] = []
    while let argument = parser.rest.popFirst() {
      if argument == "--" {
        given += parser.rest
        break
      }
      if argument.hasPrefix("-"), argument != "-" {
        try parser.takeOption(argument)
      } else {
        given.append(argument)
        if spec.positionals.first?.arity == .command {
          given += parser.rest
          break
        }
      }
    }
    try parser.takePositionals(given)
    return parser.parsed
  }

  /// Whether `-h` or `--help` stands before `--`: help is shown whatever else is wrong with a command line.
  package static func asksForHelp(_ arguments: some Collection<String>) -> Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "-h" || $0 == "--help" }
  }

  /// The same for a command that `spec` describes: what follows a `command` argument is none of ours.
  package static func asksForHelp(_ arguments: some Collection<String>, spec: CommandSpec) -> Bool {
    guard spec.positionals.first?.arity == .command else { return asksForHelp(arguments) }
    let help = OptionSpec("help", short: "h", help: "")
    guard let (own, rest) = try? parsePrefix(arguments, globals: spec.options + [help]) else {
      return asksForHelp(arguments)
    }
    return own.has("help") || rest.isEmpty && asksForHelp(arguments)
  }

  /// What the options before the first argument say, and the arguments from that one on.
  package static func parsePrefix(
    _ arguments: some Collection<String>, globals: [OptionSpec]
  ) throws(ArgumentError) -> (ParsedArguments, rest: ArraySlice<String>) {
    var parser = ArgumentParser(options: globals, positionals: [], Array(arguments)[...])
    while let argument = parser.rest.first, argument.hasPrefix("-"), argument != "-", argument != "--" {
      parser.rest.removeFirst()
      try parser.takeOption(argument)
    }
    return (parser.parsed, parser.rest)
  }

  // MARK: Options

  private mutating func takeOption(_ argument: String) throws(ArgumentError) {
    if argument.hasPrefix("--") { try takeLong(argument) } else { try takeCluster(argument) }
  }

  private mutating func takeLong(_ argument: String) throws(ArgumentError) {
    let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let name = String(parts[0])
    let shown = "--\(name)"
    guard let option = long[name] else {
      throw .unknownOption(shown, known: long.keys.sorted().map { "--\($0)" })
    }
    try take(option, shown: shown, joined: parts.count > 1 ? String(parts[1]) : nil)
  }

  private mutating func takeCluster(_ argument: String) throws(ArgumentError) {
    var letters = argument.dropFirst()
    while let letter = letters.popFirst() {
      let shown = "-\(letter)"
      guard let option = short[letter] else {
        // A long option with one dash, unless it looks like none: then it is this letter that is wrong.
        let known = long.keys.sorted().map { "--\($0)" }
        let isWord = argument.count > 3 && DidYouMean.suggestion(for: argument, among: known) != nil
        throw .unknownOption(isWord ? argument : shown, known: isWord ? known : [])
      }
      if option.value == .none {
        if letters.first == "=" { throw .unexpectedValue(option: shown, value: String(letters.dropFirst())) }
        parsed.add(option.long, nil)
      } else {
        let joined = letters.first == "=" ? letters.dropFirst() : letters
        try take(option, shown: shown, joined: letters.isEmpty ? nil : String(joined))
        return
      }
    }
  }

  private mutating func take(_ option: OptionSpec, shown: String, joined: String?) throws(ArgumentError) {
    guard let valueName = option.valueName else {
      if let joined { throw .unexpectedValue(option: shown, value: joined) }
      parsed.add(option.long, nil)
      return
    }
    guard let value = joined ?? nextValue() else {
      throw .missingValue(option: shown, valueName: valueName)
    }
    switch option.value {
    case .none, .text: break
    case .integer(_, let range):
      guard let number = Int(value), range.contains(number) else {
        throw .notAnInteger(option: shown, value: value, range)
      }
    case .choice(_, let choices):
      guard choices.contains(value) else {
        throw .notAChoice(option: shown, value: value, choices: choices)
      }
    }
    parsed.add(option.long, value)
    guard option.isGreedy, joined == nil else { return }
    while let more = nextValue() { parsed.add(option.long, more) }
  }

  private mutating func nextValue() -> String? {
    guard let next = rest.first else { return nil }
    guard !next.hasPrefix("-") || next == "-" || Double(next) != nil else { return nil }
    rest.removeFirst()
    return next
  }

  // MARK: Positional arguments

  private mutating func takePositionals(_ given: [String]) throws(ArgumentError) {
    var rest = given[...]
    for positional in positionals {
      switch positional.arity {
      case .one:
        guard let value = rest.popFirst() else { throw .missingArgument(positional.name) }
        parsed.add(positional.name, value)
      case .optional:
        if let value = rest.popFirst() { parsed.add(positional.name, value) }
      case .any, .some, .command:
        if rest.isEmpty, positional.arity != .any { throw .missingArgument(positional.name) }
        for value in rest { parsed.add(positional.name, value) }
        rest = []
      }
    }
    if let extra = rest.first { throw .unexpectedArgument(extra) }
  }
}
