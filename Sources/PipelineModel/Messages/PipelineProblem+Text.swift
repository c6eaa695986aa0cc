import Diagnostics
import Identity

/// All words that are said about pipeline files.
extension PipelineProblem {
  /// What is wrong.
  var message: String {
    switch self {
    case .unknownKey(let key, let owner, _): "unknown key '\(key)' in \(owner)"
    case .notYet(let key): "'\(key)' is not supported by this version"
    case .wrongType(let what, let expected, let found, _): "\(what) must be \(expected), found \(found)"
    case .emptyList(let what, _): "\(what) is empty"
    case .badStageName(let name): "'\(name)' is no name for a stage"
    case .missingCommand(let name): "stage '\(name)' has no cmd"
    case .emptyCommand: "the command is empty"
    case .commandHoldsNul: "the command holds a NUL character"
    case .badShell(let text): "'\(text)' is no shell"
    case .noDuration(let what): "\(what) must be longer than nothing"
    case .badDuration(let text, let what): "'\(text)' is no duration for \(what)"
    case .badMemory(let text): "'\(text)' is no amount of memory"
    case .badName(let what, let name): "'\(name)' is no name for \(what)"
    case .badStageAddress(let text): "'\(text)' names no stage"
    case .unknownStage(let text, _): "no stage is called '\(text)'"
    case .outOfRange(let what, let range, let found):
      "\(what) must be from \(range.lowerBound) to \(range.upperBound), found \(found)"
    case .negativeNumber(let what, let found): "\(what) must be finite and not negative, found \(found)"
    case .unevenPlot(let id, let x, let y): "plot '\(id)' has \(x) files on x for \(y) lines on y"
    case .badArtifactName(let name): "'\(name)' is no name for an artifact"
    case .artifactWithoutPath(let name): "artifact '\(name)' has no path"
    case .badPath(let text, let problem): "'\(text)' cannot be used as a path: \(problem)"
    case .remotePath(let text): "'\(text)' is not a path in the project"
    case .rootPath(let what): "\(what) cannot be the whole project"
    case .dependsOnLock(let path): "'\(path)' cannot be a dep: it is written at the end of every run"
    case .repeated(let what, let path): "\(what) '\(path)' is listed twice"
    case .dependencyIsOut(let path): "'\(path)' is both a dep and an out of the stage"
    case .dependencyInsideOut(let path, let out): "dep '\(path)' lies inside the stage's own out '\(out)'"
    case .outInsideDependency(let path, let dependency):
      "out '\(path)' lies inside the stage's own dep '\(dependency)'"
    case .nestedOuts(let path, let outer): "out '\(path)' lies inside out '\(outer)' of the same stage"
    case .outHoldsOwnFile(let out, let file):
      out == file ? "'\(file)' cannot be an out" : "out '\(out)' holds '\(file)'"
    case .outHoldsParams(let out, let file):
      out == file
        ? "'\(file)' is both an out and a params file of the stage"
        : "out '\(out)' holds the stage's own params file '\(file)'"
    case .outIsReadFirst(let path): "'\(path)' cannot be an out: it is read before any stage runs"
    case .localAndPersistent: "an out cannot be both local and persistent"
    case .localAndCached: "a local out cannot be cached"
    case .badParamKey(let text): "'\(text)' is no key of a params file"
    case .repeatedParam(let text): "param '\(text)' is listed twice"
    case .pythonParams(let path): "params file '\(path)' is a Python file, which is not read"
    case .badVariableName(let name): "'\(name)' is no name for an environment variable"
    case .variableWithoutValue(let name): "variable '\(name)' has no value"
    case .variableHoldsNul(let name): "the value of variable '\(name)' holds a NUL character"
    case .repeatedText(let what, let text): "\(what) '\(text)' is listed twice"
    case .repeatedVariable(let name): "variable '\(name)' is listed twice"
    case .outOfTwoStages(let path, let stage, let other):
      "'\(path)' is made by two stages: '\(other)' and '\(stage)'"
    case .outInsideOut(let path, let stage, let outer, let holder):
      "out '\(path)' of stage '\(stage)' lies inside out '\(outer)' of stage '\(holder)'"
    case .generatedParams(let path, let stage): "params file '\(path)' is made by stage '\(stage)'"
    case .cycle(let links): Self.cycleMessage(links)
    }
  }

  /// What to do about it.
  var hint: String? {
    switch self {
    case .unknownKey(let key, _, let known):
      DidYouMean.hint(for: key, among: known) ?? "the keys are: \(known.joined(separator: ", "))"
    case .notYet: "leave it out; what a stage reads is listed under its deps"
    case .wrongType(_, let expected, let found, let text): Self.typeHint(expected, found: found, quote: text)
    case .emptyList(_, let hint): hint
    case .badStageName(let name):
      name.contains("@")
        ? "'@' is kept for the members of a group"
        : name.contains("${")
          ? "no template can name a stage; 'foreach' and 'matrix' make stages of a list"
          : "letters, digits, '-', '_' and '.', at most 128, not beginning with '-' or '.'"
    case .missingCommand: "add 'cmd:' with the command that makes its outs"
    case .badShell: "the program, then its options, such as 'bash -euo pipefail'; '-c' and the command follow"
    case .noDuration("'timeout'"): "without 'timeout' a stage may take as long as it needs"
    case .noDuration: "'1ms' leaves its processes no time to speak of"
    case .badDuration: "seconds, or a number with a unit: '500ms', '30s', '10m', '2h', '1d'"
    case .badMemory: "bytes, or a number with a unit: '512MB', '4GB', '4GiB'"
    case .badName: "letters, digits, '-', '_' and '.'"
    case .badStageAddress: "the name of a stage or group, 'group@key', or 'folder/pipeline.yaml:stage'"
    case .unknownStage(let text, let known):
      DidYouMean.hint(for: text, among: known) ?? Self.stagesHint(known)
        ?? text.lastIndex(of: ":").map { "there is no stage in '\(text[..<$0])'" }
    case .unevenPlot: "name one file for x, or one for each line of y"
    case .badArtifactName: "letters, digits, '-' and '_', beginning and ending with a letter or digit"
    case .artifactWithoutPath: "add 'path:' with what it is"
    case .emptyCommand: "write what to run; ':' does nothing"
    case .remotePath: "this version reads and writes the project's own files only"
    case .rootPath: "name the files and folders themselves"
    case .dependsOnLock: "name the files that it is about"
    case .repeated, .repeatedParam, .repeatedText, .repeatedVariable: "drop one of them"
    case .dependencyIsOut: "a file that its own stage changes can never be up to date"
    case .dependencyInsideOut: "what a stage makes is not there before it runs; keep what it reads elsewhere"
    case .outInsideDependency(_, let dependency):
      "list what the stage reads in '\(dependency)' by itself, or make the out elsewhere"
    case .outHoldsParams: "params are read before the stage runs; make the out elsewhere"
    case .nestedOuts: "name only the outer one, or two that lie side by side"
    case .localAndPersistent: "drop 'local' or 'persist'"
    case .localAndCached: "drop 'cache'; a local out never leaves this machine"
    case .badParamKey: "keys are joined by dots; one that holds a dot is put in double quotes: 'a.\"b.c\"'"
    case .pythonParams: "write its values as YAML, JSON or TOML, or list the file under deps"
    case .badVariableName: "letters, digits and '_', not beginning with a digit"
    case .variableWithoutValue: "write '' for an empty value, or a list of names to pass variables through"
    case .outOfTwoStages(_, let stage, let other):
      stage.name.group != nil && stage.name.group == other.name.group && stage.folder == other.folder
        ? "let its path name the member, by '${item}' or '${key}'"
        : "let one of them make it, or give each a path of its own"
    case .outInsideOut: "let each make a folder of its own"
    case .outHoldsOwnFile: "the pipeline file and its lock are lockstep's own; give the out another name"
    case .outIsReadFirst: "give the out another name, and list that under the deps of the stages that read it"
    case .generatedParams: "params are read before any stage runs; list the file under deps instead"
    case .badPath(_, .absolute):
      "write it relative to the stage's wdir; a dep elsewhere may be a link in the project"
    case .badPath(_, .outside):
      "what a stage makes stays in the project, cached or not; a dep elsewhere may be a link in it"
    case .cycle: "a stage can read only what was made before it"
    default: nil
    }
  }

  /// What to do about a value of another type.
  private static func typeHint(_ expected: String, found: String, quote: String?) -> String? {
    if let quote { return "put it in quotes: '\(quote)'" }
    if found == "null" { return "nothing is written there; give it a value, or leave it out" }
    if expected.hasPrefix("a list") { return "a list is written [a, b], or with '- ' before each entry" }
    if expected == "true or false" { return "'yes', 'no', 'on', 'off' and numbers are neither" }
    return nil
  }

  private static func stagesHint(_ known: [String]) -> String? {
    let most = 12
    if known.isEmpty { return nil }
    return "the stages are: \(known.prefix(most).joined(separator: ", "))\(known.count > most ? ", …" : "")"
  }

  /// Where the other stage of a clash stands.
  static func makesNote(_ stage: StageID, _ path: RelativePath) -> String {
    "stage '\(stage)' makes '\(path)'"
  }

  /// Where the first of two equal entries stands.
  static let firstNote = "it is listed here first"

  /// Where the dep stands that holds an out.
  static let dependencyNote = "the dep is listed here"

  /// Where the out stands that holds another.
  static let outerNote = "the outer one is listed here"

  /// Where the params file stands that is an out too.
  static let paramsNote = "the params file is named here"

  /// Why a stage of a cycle needs the next.
  static func needsNote(_ link: CycleLink) -> String {
    link.needs.map { "stage '\(link.stage)' needs '\($0)', which stage '\(link.producer)' makes" }
      ?? "stage '\(link.stage)' comes after stage '\(link.producer)'"
  }

  private static func cycleMessage(_ links: [CycleLink]) -> String {
    let stages = links.map(\.stage)
    guard let first = stages.first else { return "stages form a cycle" }
    if stages.count == 1 {
      return "stage '\(first)' \(links[0].needs == nil ? "comes after itself" : "needs what it makes itself")"
    }
    let most = 6
    if stages.count <= most {
      return "stages form a cycle: " + (stages + [first]).map { "'\($0)'" }.joined(separator: " needs ")
    }
    let shown = stages.prefix(3).map { "'\($0)'" }.joined(separator: " needs ")
    return "\(stages.count) stages form a cycle: \(shown) needs … needs '\(first)'"
  }
}
