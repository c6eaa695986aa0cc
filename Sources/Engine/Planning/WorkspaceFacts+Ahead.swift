import Identity
import PipelineModel
import Store

// What a stage is about to be asked for: looked at all at once, so that what is large can be read on another thread first.
extension WorkspaceFacts {
  /// What deciding on `stage` asks and is not known.
  func unknowns(of stage: Stage) -> [Question] {
    (inputs(of: stage) + outs(of: stage)).filter { measured[$0] == nil }
  }

  /// The local outs of `stage`, as far as they are not known.
  func localUnknowns(of stage: Stage) -> [Question] {
    stage.outputs.map { Question(path: $0.path, view: .output) }.filter { measured[$0] == nil }
  }

  /// What is asked before the command of a stage with `inputs` begins: these, and the outs that it takes the place of.
  func questions(before stage: Stage, _ inputs: StageInputs) -> [Question] {
    recorded(inputs) + outs(of: stage).filter { measured[$0] == nil }
  }

  /// What is asked when the command of a stage with `inputs` has ended: these, and what it `made`.
  func questions(after inputs: StageInputs, made: [RelativePath]) -> [Question] {
    recorded(inputs) + made.map { Question(path: $0, view: .output) }
  }

  /// Takes what was hashed on another thread for what `body` asks.
  func taking<Result>(_ hashes: HashAhead.Hashes, _ body: () throws -> Result) rethrows -> Result {
    reader.ahead = hashes
    defer { reader.ahead = HashAhead.Hashes() }
    return try body()
  }

  private func outs(of stage: Stage) -> [Question] {
    stage.outputs.filter { !$0.isLocal }.map { Question(path: $0.path, view: .output) }
  }

  /// The deps of `stage` as they are looked at when it is decided on; local outs are not, they go by a key.
  private func inputs(of stage: Stage) -> [Question] {
    let matches = stage.globs.flatMap { (try? globMatches[$0.pattern]?.get()) ?? [] }
    let paths = (stage.dependencies.map(\.path) + matches).filter { path in
      !graph.producers(of: path).contains { producer in
        graph.stages[producer].outputs.contains { $0.isLocal && $0.path == path }
      }
    }
    return paths.map { Question(path: $0, view: view(of: $0)) }
  }

  private func recorded(_ inputs: StageInputs) -> [Question] {
    inputs.dependencies.compactMap { record in
      guard case .content = record.identification else { return nil }
      return Question(path: record.path, view: view(of: record.path))
    }
  }
}
