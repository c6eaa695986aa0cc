/// What a stage program is called, does and takes: the source of its help and of how arguments are read.
package struct ProgramSpec: Sendable {
  /// An option that takes a path or a word.
  package struct Option: Sendable {
    /// What the value is.
    package enum Role: Sendable {
      /// A file or folder that is read.
      case input
      /// A file or folder that is written.
      case output
      /// No file.
      case word
    }

    /// The name, without its dashes.
    package var name: String
    /// What it is for, lower case.
    package var help: String
    /// Whether the program cannot do without it.
    package var isRequired: Bool
    /// What its value is.
    package var role: Role

    /// An option that must be given.
    package static func required(_ name: String, _ help: String, _ role: Role = .input) -> Option {
      Option(name: name, help: help, isRequired: true, role: role)
    }

    /// An option that may be left out.
    package static func optional(_ name: String, _ help: String, _ role: Role = .input) -> Option {
      Option(name: name, help: help, isRequired: false, role: role)
    }
  }

  /// The program's name, which is also the name of its section of the params file.
  package var name: String
  /// What it does, in one sentence.
  package var summary: String
  /// The files it reads and writes.
  package var options: [Option]

  /// A program.
  package init(name: String, summary: String, options: [Option]) {
    self.name = name
    self.summary = summary
    self.options = options
  }

  /// The options that every program has.
  static let common: [Option] = [
    .optional("params", "the params file (default params.yaml)"),
    .optional("section", "the section of the params file (default the program's name)", .word),
    .optional("threads", "how many threads to use (default 0: one per processor); changes no result", .word),
  ]

  /// What `--help` prints.
  package var help: String {
    let all = options + Self.common
    let width = (all.map(\.name.count).max() ?? 0) + 2
    let rows = all.map { option in
      let name = "--\(option.name)"
      let padding = String(repeating: " ", count: width - name.count + 2)
      return "  \(name)\(padding)\(option.help)\(option.isRequired ? " (required)" : "")"
    }
    return """
      usage: \(name) [--option value]…

      \(summary)

      \(rows.joined(separator: "\n"))

      exit status: 0 done, 2 a bad argument, param or input file

      """
  }
}
