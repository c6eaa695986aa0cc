/// What a command line said, checked against its spec.
///
/// Asking for a name that the spec does not have is a mistake of the program, and stops it.
package struct ParsedArguments: Hashable, Sendable {
  private let declared: Set<String>
  private var counts: [String: Int] = [:]
  private var texts: [String: [String]] = [:]

  /// Nothing said, of a command with these options and positionals.
  init(options: [OptionSpec], positionals: [PositionalSpec]) {
    declared = Set(options.map(\.long) + positionals.map(\.name))
  }

  mutating func add(_ name: String, _ text: String?) {
    counts[name, default: 0] += 1
    if let text { texts[name, default: []].append(text) }
  }

  private func check(_ name: String) {
    precondition(declared.contains(name), "the spec declares '\(name)'")
  }

  /// Whether an option was given.
  package func has(_ option: String) -> Bool {
    check(option)
    return counts[option] != nil
  }

  /// How often an option was given, such as `-vv`.
  package func count(_ option: String) -> Int {
    check(option)
    return counts[option] ?? 0
  }

  /// The last value of an option, or the first of a positional argument; nil where it was not given.
  package func text(_ name: String) -> String? {
    check(name)
    return texts[name]?.last
  }

  /// All values of an option or a positional argument, in their order.
  package func all(_ name: String) -> [String] {
    check(name)
    return texts[name] ?? []
  }

  /// The last value of an integer option; the parser has checked it.
  package func int(_ option: String) -> Int? { text(option).flatMap { Int($0) } }

  /// What `earlier` said and this says, where both name an option this counting as the later.
  package func following(_ earlier: ParsedArguments) -> ParsedArguments {
    var merged = self
    for (name, count) in earlier.counts where declared.contains(name) {
      merged.counts[name, default: 0] += count
      merged.texts[name] = (earlier.texts[name] ?? []) + (texts[name] ?? [])
    }
    return merged
  }
}
