/// A command as data: what it takes, what it is for, how it ends; the parser, the help and `docs/CLI.md` read it.
package struct CommandSpec: Hashable, Sendable {
  /// How it ends, and what that means.
  package struct Exit: Hashable, Sendable {
    /// The exit status.
    package var status: Int32
    /// What it means, in a few words.
    package var meaning: String

    /// An exit status with its meaning.
    package init(_ status: Int32, _ meaning: String) {
      self.status = status
      self.meaning = meaning
    }
  }

  /// A command line, and what it does.
  package struct Example: Hashable, Sendable {
    /// The command line as typed.
    package var line: String
    /// What it does.
    package var effect: String

    /// An example.
    package init(_ line: String, _ effect: String) {
      self.line = line
      self.effect = effect
    }
  }

  /// The words that call it, the program's name first: `lockstep metrics diff`.
  package var name: String
  /// What it does, in one line without a full stop.
  package var summary: String
  /// More about it: paragraphs with an empty line between them; lines that begin with four spaces are kept as they are.
  package var discussion: String
  /// What it takes by position, in order.
  package var positionals: [PositionalSpec]
  /// Its options, in the order of the help.
  package var options: [OptionSpec]
  /// How it can end.
  package var exits: [Exit]
  /// A few ways to call it.
  package var examples: [Example]

  /// A command; at most one positional, the last, takes several values.
  package init(
    name: String, summary: String, discussion: String = "", positionals: [PositionalSpec] = [],
    options: [OptionSpec] = [], exits: [Exit] = [], examples: [Example] = []
  ) {
    precondition(
      positionals.dropLast().allSatisfy { $0.arity == .one || $0.arity == .optional },
      "only the last positional of '\(name)' takes several values")
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.positionals = positionals
    self.options = options
    self.exits = exits
    self.examples = examples
  }

  /// The words behind the program's name.
  package var verb: [String] { name.split(separator: " ").dropFirst().map(String.init) }
}

/// What a command takes by its position.
package struct PositionalSpec: Hashable, Sendable {
  /// How many values it takes.
  package enum Arity: Hashable, Sendable {
    case one, optional
    /// Any number, none included.
    case any
    /// One or more.
    case some
    /// One or more, the first of which ends the options: what follows is taken as it is.
    case command
  }

  /// The name, in capitals: `STAGE`.
  package var name: String
  /// How many.
  package var arity: Arity
  /// What it is.
  package var help: String

  /// A positional argument.
  package init(_ name: String, _ arity: Arity = .one, help: String) {
    self.name = name
    self.arity = arity
    self.help = help
  }
}

/// An option: `--long`, perhaps `-s`, perhaps with a value.
package struct OptionSpec: Hashable, Sendable {
  /// What may follow an option.
  package enum Value: Hashable, Sendable {
    /// Nothing: it is a flag.
    case none
    /// Any text, with the name that the help shows for it.
    case text(String)
    /// An integer in a range, with its name.
    case integer(String, ClosedRange<Int>)
    /// One of some words, with the name of them all.
    case choice(String, [String])
  }

  /// The name without its dashes; it also identifies the option.
  package var long: String
  /// The letter, if there is one.
  package var short: Character?
  /// What follows it.
  package var value: Value
  /// Whether it may be given several times, each adding a value; of other options the last counts.
  package var isRepeated: Bool
  /// Whether it takes all arguments up to the next option or `--`.
  package var isGreedy: Bool
  /// The value that it has where it is not given, as the help shows it.
  package var defaultText: String?
  /// What it does.
  package var help: String

  /// An option; a flag where no value is named.
  package init(
    _ long: String, short: Character? = nil, value: Value = .none, isRepeated: Bool = false,
    isGreedy: Bool = false, default defaultText: String? = nil, help: String
  ) {
    self.long = long
    self.short = short
    self.value = value
    self.isRepeated = isRepeated
    self.isGreedy = isGreedy
    self.defaultText = defaultText
    self.help = help
  }

  /// The name that the help shows for its value, or nil for a flag.
  package var valueName: String? {
    switch value {
    case .none: nil
    case .text(let name), .integer(let name, _), .choice(let name, _): name
    }
  }
}
