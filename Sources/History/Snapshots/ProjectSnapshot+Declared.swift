import Diagnostics
import Identity
import PipelineModel

extension ProjectSnapshot {
  /// A file that values are read from.
  struct Declared {
    /// What it means that the file is not there.
    enum Need {
      /// Nothing: it need not be.
      case none
      /// The user named it.
      case target
      /// A pipeline file says that it is.
      case declared(SourceSpan)
    }

    var path: RelativePath
    var need: Need
    /// The stage that makes it.
    var stage: StageID?
    /// Whether the cache has its bytes.
    var isCached = false
    /// The values that count, with all below them; nil for all of the file.
    var keys: [ParamKey]?
  }

  /// The metrics files.
  var declaredMetrics: [Declared] {
    pipelines.flatMap { pipeline in
      let made = pipeline.stages.flatMap { stage in
        stage.outputs.filter { $0.role == .metric }.map { out in
          Declared(path: out.path, need: .declared(out.span), stage: stage.id, isCached: out.isCached)
        }
      }
      return made + pipeline.metrics.map { Declared(path: $0.path, need: .declared($0.span)) }
    }
  }

  /// What is said of their values.
  var metricDeclarations: [MetricDeclaration] {
    pipelines.flatMap { pipeline in
      pipeline.stages.flatMap(\.outputs).compactMap(\.metric) + pipeline.metrics
    }
  }

  /// The params files, each once: whole where anything names it whole, else the values that stages read.
  func declaredParams(onlyOfStages: Bool) -> [Declared] {
    var order: [RelativePath] = []
    var found: [RelativePath: Declared] = [:]
    func add(_ declared: Declared) {
      guard let known = found[declared.path] else {
        order.append(declared.path)
        found[declared.path] = declared
        return
      }
      var merged = known
      if case .none = known.need { merged.need = declared.need }
      merged.keys = known.keys.flatMap { keys in declared.keys.map { keys + $0 } }
      found[declared.path] = merged
    }
    for pipeline in pipelines {
      let templates = pipeline.templateParams + pipeline.stages.flatMap(\.templateParams)
      for request in pipeline.stages.flatMap(\.params) + templates {
        var keys: [ParamKey]?
        if case .keys(let named) = request.selection { keys = named.map(\.key) }
        add(Declared(path: request.file, need: .declared(request.span), keys: keys))
      }
      if onlyOfStages { continue }
      for listed in pipeline.params { add(Declared(path: listed.path, need: .declared(listed.span))) }
      if let own = try? pipeline.folder.appending(name: Array(Pipeline.paramsName.utf8)) {
        add(Declared(path: own, need: .none))
      }
    }
    return order.compactMap { found[$0] }
  }

  /// What is declared of `targets`, which need not be declared, or all of it without targets; each path once.
  ///
  /// A file that is named counts whole, unless `keepingKeys`.
  func asked(
    _ declared: [Declared], _ targets: [RelativePath], keepingKeys: Bool = false
  ) -> [Declared] {
    let wanted =
      targets.isEmpty
      ? declared
      : targets.map { target -> Declared in
        var found = declared.first { $0.path == target } ?? Declared(path: target, need: .target)
        if !keepingKeys { found.keys = nil }
        return found
      }
    var seen: Set<RelativePath> = []
    return wanted.filter { seen.insert($0.path).inserted }
  }
}
