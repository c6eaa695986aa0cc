import Arguments
import Platform

/// How a command ends, for scripts: the statuses are a promise.
package enum ExitStatus: Hashable, Sendable, CaseIterable {
  /// All that was asked for is done.
  case done
  /// A stage failed, or the system refused something.
  case stageFailed
  /// The command line makes no sense here.
  case usage
  /// A pipeline, params or lock file is not valid, or what it names is missing.
  case invalid
  /// Something is not up to date.
  case stale
  /// The lock contradicts itself, or an object is missing or damaged.
  case inconsistent
  /// A stage that was run again made something else.
  case notReproducible
  /// A metric is not what `--fail-on` lets pass.
  case gateFailed
  /// Another process holds the project's lock.
  case locked
  /// Something could not be looked at; the rest was shown.
  case couldNotLook
  /// HUP, INT or TERM ended the run.
  case hungUp, interrupted, terminated

  /// The status of a run that `signal` ended.
  package static func ended(by signal: Int32) -> ExitStatus {
    switch signal {
    case SignalWatch.hangUp: .hungUp
    case SignalWatch.terminate: .terminated
    default: .interrupted
    }
  }

  /// The number, and what it means in a few words.
  private var entry: (code: Int32, meaning: String) {
    switch self {
    case .done: (0, "done")
    case .stageFailed: (1, "a stage failed, or the system refused something")
    case .usage: (2, "the command line makes no sense here")
    case .invalid: (3, "a pipeline, params or lock file is not valid, or a dep is missing")
    case .stale: (4, "something is not up to date")
    case .inconsistent: (5, "the lock contradicts itself, or an object is missing or damaged")
    case .notReproducible: (6, "a stage that was run again made something else (verify --rerun)")
    case .gateFailed: (7, "a metric is what --fail-on does not let pass")
    case .locked: (8, "another process holds the lock (--no-wait)")
    case .couldNotLook: (9, "something could not be looked at; the rest was shown")
    case .hungUp: (129, "hung up")
    case .interrupted: (130, "interrupted (129 hung up, 143 terminated)")
    case .terminated: (143, "terminated")
    }
  }

  /// The number that the process ends with.
  package var code: Int32 { entry.code }
  /// The entry of a command's help.
  var exit: CommandSpec.Exit { CommandSpec.Exit(entry.code, entry.meaning) }
}

extension CommandSpec {
  /// What 1 means of a command that runs no stage: any can meet a file that it may not read, or a full disk.
  private static let refused = Exit(ExitStatus.stageFailed.code, "the system refused something")

  /// A command of `lockstep` that can end in these ways, or as the system has it.
  init(
    name: String, summary: String, discussion: String = "", positionals: [PositionalSpec] = [],
    options: [OptionSpec] = [], exits: [ExitStatus], examples: [Example] = []
  ) {
    self.init(
      name: name, summary: summary, discussion: discussion, positionals: positionals, options: options,
      exits: Self.sorted(exits), examples: examples)
  }

  private static func sorted(_ exits: [ExitStatus]) -> [Exit] {
    let known = exits.map(\.exit)
    return exits.contains(.stageFailed) ? known : known.prefix(1) + [refused] + known.dropFirst()
  }
}
