package import Arguments

/// A verb: its spec, its options, and what it does.
///
/// A plain `Diagnostic` that `run` throws is about the command line, `Diagnostics` are about the user's files.
protocol Command: Sendable, SendableMetatype {
  /// What it takes, what it is for, how it ends.
  static var spec: CommandSpec { get }
  /// The command with what the command line said, which the parser has checked against the spec.
  init(_ arguments: ParsedArguments) throws
  /// Does it.
  func run(in environment: Environment) async throws -> ExitStatus
}

/// All verbs, in the order of the help.
package enum Verbs {
  static let all: [any Command.Type] = [
    Init.self, Repro.self, Status.self, Explain.self, Accept.self, Verify.self, Dag.self, CheckoutVerb.self,
    Unprotect.self,
    StageAdd.self, StageList.self, Freeze.self, Unfreeze.self, Remove.self, Rename.self, ImportDVC.self,
    MetricsShow.self, MetricsDiff.self, MetricsLogVerb.self, ParamsShow.self, ParamsDiff.self, Diff.self,
    PlotsShow.self, PlotsDiff.self, Report.self, Check.self, Install.self, MergeLock.self, Version.self,
  ]

  /// The specs of all verbs, `help` included, from which `docs/CLI.md` is made.
  package static var specs: [CommandSpec] { all.map { $0.spec } + [Help.spec] }

  /// The commands of two words that begin with `word`, such as `metrics`.
  static func group(_ word: String) -> [CommandSpec] {
    specs.filter { $0.verb.count > 1 && $0.verb.first == word }
  }

  /// Options that every verb takes.
  package static let globals = [
    OptionSpec("directory", short: "C", value: .text("DIR"), help: "as if started in DIR"),
    OptionSpec("json", help: "print the result as JSON, where the command reports one"),
    OptionSpec("help", short: "h", help: "show the command's help"),
  ]
}
