import Arguments
import Diagnostics
import Engine
import Platform
import Store

/// The program: finds the verb, runs it, and turns what it throws into words and an exit status.
package enum CommandLineTool {
  /// Runs the command line `arguments`, which do not hold the program's name.
  ///
  /// - Returns: the exit status of the process.
  package static func main(_ arguments: [String]) async -> Int32 {
    var environment: Environment
    do { environment = try Environment.current() } catch {
      StandardStream.error.write(Array("error: \(error)\n".utf8))
      return ExitStatus.stageFailed.code
    }
    return await run(arguments, in: &environment).code
  }

  /// Runs the command line `arguments` in `environment`, and says there what went wrong.
  static func run(_ arguments: [String], in environment: inout Environment) async -> ExitStatus {
    var status: ExitStatus
    do {
      status = try await dispatch(arguments, in: &environment)
    } catch {
      status = report(error, to: environment)
    }
    environment.flush()
    if let loss = environment.loss, !loss.hasNoReader {
      environment.show(Diagnostic("not all of the output is there: \(loss)"))
      if status == .done { status = .stageFailed }
    }
    return status
  }

  private static func dispatch(
    _ arguments: [String], in environment: inout Environment
  ) async throws -> ExitStatus {
    let (first, rest) = try usage(Help.overviewSpec) { () throws(ArgumentError) in
      try ArgumentParser.parsePrefix(arguments, globals: Verbs.globals + [versionOption])
    }
    try enter(first, &environment)
    if first.has("version") { return try await Version(first).run(in: environment) }
    guard !rest.isEmpty else {
      guard first.has("help") else {
        environment.writeError(Array(Help.overview.utf8))
        return .usage
      }
      environment.write(Array(Help.overview.utf8))
      return .done
    }
    if first.has("help") || asksForHelp(rest) {
      return try Help.show(Array(rest.prefix { !$0.hasPrefix("-") }), in: environment)
    }
    guard let (verb, words) = find(rest) else { throw unknownCommand(Array(rest)) }
    let own = try usage(verb.spec) { () throws(ArgumentError) in
      try ArgumentParser.parse(rest.dropFirst(words), spec: verb.spec, globals: Verbs.globals)
    }
    try enter(own, &environment)
    return try await verb.init(own.following(first)).run(in: environment)
  }

  private static func asksForHelp(_ rest: ArraySlice<String>) -> Bool {
    guard let (verb, words) = find(rest) else { return ArgumentParser.asksForHelp(rest) }
    return ArgumentParser.asksForHelp(rest.dropFirst(words), spec: verb.spec)
  }

  /// What other programs take instead of a command.
  private static let versionOption = OptionSpec("version", help: "as 'lockstep version'")

  private static func enter(_ arguments: ParsedArguments, _ environment: inout Environment) throws {
    for name in arguments.all("directory") {
      let folder = AbsolutePath(resolving: name, against: environment.workingFolder)
      guard ((try? File.status(folder)) ?? nil)?.kind == .folder else {
        throw Diagnostic("'\(name)', given with -C, is no folder")
      }
      environment.workingFolder = folder
    }
  }

  /// The verb whose words begin `arguments`, the longest first.
  private static func find(_ arguments: ArraySlice<String>) -> (verb: any Command.Type, words: Int)? {
    let verbs: [any Command.Type] = Verbs.all + [Help.self]
    return verbs.filter { arguments.starts(with: $0.spec.verb) }
      .max { $0.spec.verb.count < $1.spec.verb.count }
      .map { ($0, $0.spec.verb.count) }
  }

  private static func usage<Result>(
    _ spec: CommandSpec, _ parse: () throws(ArgumentError) -> Result
  ) throws -> Result {
    do { return try parse() } catch { throw error.diagnostic(for: spec) }
  }

  /// The diagnostic of words that begin with no command.
  static func unknownCommand(_ words: [String]) -> Diagnostic {
    let first = words.first ?? ""
    let group = Verbs.group(first)
    if !group.isEmpty, words.count == 1 || words[1].hasPrefix("-") {
      let list = group.map { "'\($0.verb.joined(separator: " "))'" }.joined(separator: ", ")
      return Diagnostic(
        "command '\(first)' needs a second word", hint: "there \(group.count == 1 ? "is" : "are") \(list)")
    }
    let name = group.isEmpty ? first : words.prefix(2).joined(separator: " ")
    return Diagnostic(
      "unknown command '\(name)'", hint: nearest(to: words) ?? "'lockstep help' lists the commands")
  }

  /// The command that was probably meant: by its first word, and by two where a second follows.
  private static func nearest(to words: [String]) -> String? {
    let known = Verbs.specs.map { $0.verb.joined(separator: " ") }
    let firsts = Set(Verbs.specs.compactMap { $0.verb.count > 1 ? $0.verb.first : nil }).sorted()
    for written in [words.prefix(2), words.prefix(1)] where written.allSatisfy({ !$0.hasPrefix("-") }) {
      let name = written.joined(separator: " ")
      let candidates = written.count > 1 ? known.filter { $0.contains(" ") } : known + firsts
      if let hint = DidYouMean.hint(for: name, among: candidates) { return hint }
    }
    return nil
  }

  /// Says what went wrong; the one place that knows which error ends in which status.
  private static func report(_ error: any Error, to environment: Environment) -> ExitStatus {
    switch error {
    case let error as Diagnostic:
      environment.show(error)
      return .usage
    case let error as Diagnostics:
      environment.show(error.all)
      return .invalid
    case let error as WriteSession.Busy:
      environment.show(Diagnostic("another process holds the project's lock: \(error.holder)"))
      return .locked
    case let error as StoreError:
      environment.show(Diagnostic(error.description))
      return error.isDamage ? .inconsistent : .stageFailed
    default:
      environment.show(Diagnostic("\(error)"))
      return .stageFailed
    }
  }
}

extension Help {
  /// The program itself, for the errors of what stands before a command.
  fileprivate static let overviewSpec = CommandSpec(name: "lockstep", summary: "", exits: [ExitStatus.usage])
}
