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
    let status: ExitStatus
    do {
      status = try await run(arguments, in: &environment)
    } catch {
      status = report(error, to: environment)
    }
    environment.flush()
    return status.code
  }

  private static func run(_ arguments: [String], in environment: inout Environment) async throws -> ExitStatus
  {
    let (first, rest) = try usage(Help.overviewSpec) { () throws(ArgumentError) in
      try ArgumentParser.parsePrefix(arguments, globals: Verbs.globals)
    }
    enter(first, &environment)
    guard !rest.isEmpty else {
      environment.write(Array(Help.overview.utf8))
      return first.has("help") ? .done : .usage
    }
    guard let (verb, words) = find(rest) else { throw unknownCommand(rest) }
    let own = try usage(verb.spec) { () throws(ArgumentError) in
      try ArgumentParser.parse(rest.dropFirst(words), spec: verb.spec, globals: Verbs.globals)
    }
    if own.has("help") || first.has("help") {
      environment.write(Array(HelpText.text(for: verb.spec, globals: Verbs.globals).utf8))
      return .done
    }
    enter(own, &environment)
    return try await verb.init(own.following(first)).run(in: environment)
  }

  private static func enter(_ arguments: ParsedArguments, _ environment: inout Environment) {
    for folder in arguments.all("directory") {
      environment.workingFolder = AbsolutePath(resolving: folder, against: environment.workingFolder)
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

  private static func unknownCommand(_ arguments: ArraySlice<String>) -> Diagnostic {
    let first = arguments.first ?? ""
    let isGroup = Verbs.specs.contains { $0.verb.count > 1 && $0.verb.first == first }
    return unknownCommand(isGroup ? arguments.prefix(2).joined(separator: " ") : first)
  }

  /// The diagnostic of a command that does not exist.
  static func unknownCommand(_ name: String) -> Diagnostic {
    let known = Verbs.specs.map { $0.verb.joined(separator: " ") }
    return Diagnostic(
      "unknown command '\(name)'",
      hint: DidYouMean.hint(for: name, among: known) ?? "'lockstep help' lists the commands")
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
