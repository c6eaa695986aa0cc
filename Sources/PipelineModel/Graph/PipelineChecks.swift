package import Diagnostics
import Identity

/// What can be wrong between stages, of one file or of several, each of which is fine by itself.
package enum PipelineChecks {
  /// An out that two stages make, an out inside another's, a pipeline or params file that a stage would make, and
  /// cycles; in the order of files and lines, at most `Diagnostics.most`.
  ///
  /// Costs the number of deps and outs, times their depth and a logarithm.
  package static func check(_ stages: [Stage]) -> [Diagnostic] { check(StageGraph(stages: stages)) }

  /// The same for stages whose graph is made already; `pipelines` tell which groups have no members.
  package static func check(_ graph: StageGraph, pipelines: [Pipeline] = []) -> [Diagnostic] {
    Findings.firstInOrder(certain(graph, shortest: 1) + unknownStages(graph.stages, pipelines))
  }

  /// What is wrong between these stages, whatever others there are; cycles only of `shortest` stages and more.
  static func certain(_ graph: StageGraph, shortest: Int) -> [Diagnostic] {
    let outs = OutputIndex(graph.stages)
    return clashes(graph.stages, outs) + generatedFiles(graph.stages, outs)
      + CycleFinder.cycles(in: graph).filter { $0.count >= shortest }.map {
        PipelineProblem.cycle(links(of: $0, in: graph)).diagnostic
      }
  }

  private static func clashes(_ stages: [Stage], _ outs: OutputIndex) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for entry in outs.sorted {
      let stage = stages[entry.stage]
      let out = stage.outputs[entry.output]
      // Of a hundred thousand stages that make one out, each clashes with the first.
      let others = [outs.firstOut(at: entry.path)].compactMap(\.self) + outs.outs(above: entry.path)
      for other in others where other.stage != entry.stage {
        let holder = stages[other.stage]
        let outer = holder.outputs[other.output]
        let problem: PipelineProblem =
          other.path == entry.path
          ? .outOfTwoStages(out.path, stage.id, holder.id)
          : .outInsideOut(out.path, stage.id, outer.path, holder.id)
        found.append(
          problem.diagnostic(
            at: out.span, notes: [.init(PipelineProblem.makesNote(holder.id, outer.path), at: outer.span)]))
      }
    }
    return found
  }

  /// Files that must be there before any stage runs, and the outs that would make them.
  private static func generatedFiles(_ stages: [Stage], _ outs: OutputIndex) -> [Diagnostic] {
    var found: [Diagnostic] = []
    for folder in Set(stages.map(\.id.folder)).sorted() {
      var reported: Set<OutputIndex.Entry> = []
      for name in [Pipeline.fileName, Pipeline.lockName] {
        guard let file = try? folder.appending(name: Array(name.utf8)) else { continue }
        // The reader has looked at the outs of the folder's own file.
        for entry in outs.outs(at: file) + outs.outs(above: file)
        where stages[entry.stage].id.folder != folder && reported.insert(entry).inserted {
          let span = stages[entry.stage].outputs[entry.output].span
          found.append(PipelineProblem.outHoldsOwnFile(entry.path, file).diagnostic(at: span))
        }
      }
    }
    var seen: Set<RelativePath> = []
    for stage in stages {
      for request in stage.params where seen.insert(request.file).inserted {
        guard let entry = (outs.outs(at: request.file) + outs.outs(above: request.file)).first else {
          continue
        }
        let maker = stages[entry.stage]
        let note = Diagnostic.Note(
          PipelineProblem.makesNote(maker.id, entry.path), at: maker.outputs[entry.output].span)
        found.append(
          PipelineProblem.generatedParams(request.file, maker.id).diagnostic(at: request.span, notes: [note]))
      }
    }
    return found
  }

  /// Stages that others come after and that are nowhere.
  private static func unknownStages(_ stages: [Stage], _ pipelines: [Pipeline]) -> [Diagnostic] {
    guard stages.contains(where: { !$0.after.isEmpty }) else { return [] }
    let index = StageIndex(stages)
    var found: [Diagnostic] = []
    for stage in stages {
      for reference in stage.after where index.stages(named: reference.name, in: reference.folder).isEmpty {
        let isGroup = pipelines.contains {
          $0.folder == reference.folder && $0.groups.contains { $0.name == reference.name }
        }
        if isGroup { continue }
        // Names are compared for as many as are shown, not for thousands.
        let candidates = found.count < Diagnostics.most ? stages : []
        let file = reference.folder.isRoot ? Pipeline.fileName : "\(reference.folder)/\(Pipeline.fileName)"
        let prefix = reference.folder == stage.id.folder ? "" : "\(file):"
        let known = candidates.filter { $0.id.folder == reference.folder }.flatMap {
          [$0.id.name.text] + ($0.id.name.group.map { [$0] } ?? [])
        }
        let problem = PipelineProblem.unknownStage(prefix + reference.name, known: known.map { prefix + $0 })
        found.append(problem.diagnostic(at: reference.span))
      }
    }
    return found
  }

  /// The link where a pattern of `consumer` matches an out of `producer`.
  private static func globLink(from consumer: Stage, to producer: Stage) -> CycleLink? {
    for glob in consumer.globs {
      guard let pattern = PathPattern(glob.pattern),
        let out = producer.outputs.first(where: { pattern.mayTouch($0.path) })
      else { continue }
      return CycleLink(
        stage: consumer.id, stageSpan: consumer.span, needs: out.path, span: glob.span, producer: producer.id)
    }
    return nil
  }

  /// Where `stage` says that it comes after `other`.
  private static func afterSpan(_ stage: Stage, _ other: StageID) -> SourceSpan {
    let reference = stage.after.first {
      $0.folder == other.folder && ($0.name == other.name.text || $0.name == other.name.group)
    }
    return reference?.span ?? stage.span
  }

  private static func links(of cycle: [Int], in graph: StageGraph) -> [CycleLink] {
    cycle.enumerated().map { position, stage in
      let producer = cycle[(position + 1) % cycle.count]
      let consumer = graph.stages[stage]
      let dependency = consumer.dependencies.first { dependency in
        graph.stages[producer].outputs.contains { $0.path.overlaps(dependency.path) }
      }
      if dependency == nil, let link = globLink(from: consumer, to: graph.stages[producer]) { return link }
      return CycleLink(
        stage: consumer.id, stageSpan: consumer.span, needs: dependency?.path,
        span: dependency?.span ?? afterSpan(consumer, graph.stages[producer].id),
        producer: graph.stages[producer].id)
    }
  }
}
