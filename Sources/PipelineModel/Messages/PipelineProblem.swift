import Diagnostics
import Identity

/// One stage of a cycle, and why it needs the next.
struct CycleLink: Sendable {
  var stage: StageID
  var stageSpan: SourceSpan
  /// The dep that the producer makes; nil where the stage is only ordered after it.
  var needs: RelativePath?
  var span: SourceSpan
  var producer: StageID
}

/// What can be wrong with pipeline files: the data; `PipelineProblem+Text.swift` holds the words.
enum PipelineProblem {
  // Shape
  case unknownKey(String, of: String, known: [String])
  case notYet(String)
  case wrongType(String, expected: String, found: String, quote: String?)
  case emptyList(String, hint: String?)
  // Stages
  case badStageName(String)
  case missingCommand(StageName)
  case emptyCommand
  case commandHoldsNul
  case badShell(String)
  case badDuration(String, of: String)
  case noDuration(of: String)
  case badMemory(String)
  case badName(String, String)
  case badStageAddress(String)
  case unknownStage(String, known: [String])
  case outOfRange(String, ClosedRange<Int>, found: String)
  case negativeNumber(String, found: String)
  // Metrics, plots, artifacts
  case unevenPlot(String, x: Int, y: Int)
  case badArtifactName(String)
  case artifactWithoutPath(String)
  // Paths
  case badPath(String, PathProblem)
  case remotePath(String)
  case rootPath(String)
  case dependsOnLock(RelativePath)
  // Outs
  case repeated(String, RelativePath)
  case dependencyIsOut(RelativePath)
  case dependencyInsideOut(RelativePath, out: RelativePath)
  case outInsideDependency(RelativePath, dependency: RelativePath)
  case nestedOuts(RelativePath, outer: RelativePath)
  case outHoldsOwnFile(RelativePath, RelativePath)
  case outHoldsParams(RelativePath, RelativePath)
  case outIsReadFirst(RelativePath)
  case localAndPersistent
  case localAndCached
  // Params and environment
  case badParamKey(String)
  case repeatedParam(String)
  case pythonParams(RelativePath)
  case badVariableName(String)
  case variableWithoutValue(String)
  case variableHoldsNul(String)
  case repeatedVariable(String)
  case repeatedText(String, String)
  // Between stages
  case outOfTwoStages(RelativePath, StageID, StageID)
  case outInsideOut(RelativePath, StageID, RelativePath, StageID)
  case generatedParams(RelativePath, StageID)
  case cycle([CycleLink])

  /// The diagnostic of this problem at `span`.
  func diagnostic(at span: SourceSpan?, notes: [Diagnostic.Note] = []) -> Diagnostic {
    Diagnostic(message, at: span, notes: notes, hint: hint)
  }

  /// The diagnostic of a cycle, which knows its own places.
  var diagnostic: Diagnostic {
    guard case .cycle(let links) = self else { return diagnostic(at: nil) }
    var notes = links.prefix(Self.mostCycleNotes).map { Diagnostic.Note(Self.needsNote($0), at: $0.span) }
    if links.count > notes.count {
      notes.append(.init("and so on, \(links.count - notes.count) stages more"))
    }
    return diagnostic(at: links.first?.stageSpan, notes: notes)
  }

  /// How many stages of a cycle are told one by one: a ring of thousands is understood from its beginning.
  private static let mostCycleNotes = 12
}
