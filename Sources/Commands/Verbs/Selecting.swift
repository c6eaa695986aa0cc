import Arguments
import Diagnostics
import Engine

/// The options that say which stages a verb takes, beside its targets; the same in `repro` and `status`.
enum Selecting {
  /// The options, for a verb's spec.
  static let options: [OptionSpec] = [
    OptionSpec("single-item", short: "s", help: "only the targets, not what they need"),
    OptionSpec("downstream", help: "the targets and all that need them"),
    OptionSpec("pipeline", short: "p", help: "all stages that are tied to the targets, whichever way"),
    OptionSpec("all-pipelines", short: "P", help: "all stages of the project"),
    OptionSpec(
      "recursive", short: "R", help: "a target that is a folder stands for all pipelines in it and below"),
    OptionSpec("glob", help: "targets are patterns of the names of stages"),
    OptionSpec(
      "until", value: .text("STAGE"), isRepeated: true,
      help: "stop at this stage: take nothing that it does not need"),
  ]

  /// What `arguments` say; of several reaches the widest, as DVC has it.
  static func read(_ arguments: ParsedArguments) -> StageSelection.Options {
    var options = StageSelection.Options()
    if arguments.has("single-item") { options.reach = .only }
    if arguments.has("downstream") { options.reach = .downstream }
    if arguments.has("pipeline") { options.reach = .pipeline }
    if arguments.has("all-pipelines") { options.reach = .everything }
    options.isRecursive = arguments.has("recursive")
    options.isGlob = arguments.has("glob")
    options.until = arguments.all("until")
    return options
  }
}

extension OptionSpec {
  /// How params are compared, for `repro`, `status` and `params diff`.
  static let numeric = OptionSpec(
    "numeric",
    help:
      "take params for the same that are the same numbers, such as 1 and 1.0; a text that they are part of is another"
  )

  /// How much is said of a plan, for `repro` and `status`.
  static let verbose = OptionSpec(
    "verbose", short: "v", help: "show the commands, and all reasons where there are many")
}
