import Diagnostics
import Identity
import PipelineModel

/// Finds the stages that people name on the command line.
struct TargetResolver {
  private let model: ProjectModel
  private let folder: RelativePath
  /// The folder of the pipeline file that names without a file belong to.
  private let home: RelativePath
  private let isGlob: Bool
  private let isRecursive: Bool
  /// Made when the first name is looked up: most runs name none.
  private lazy var index = StageIndex(model.graph.stages)
  /// What is worth a word though nothing is wrong.
  private(set) var notes: [String] = []

  init(_ model: ProjectModel, folder: RelativePath, isGlob: Bool, isRecursive: Bool) {
    self.model = model
    self.folder = folder
    self.isGlob = isGlob
    self.isRecursive = isRecursive
    home = Self.home(of: folder, in: model)
  }

  /// The stages of the pipeline file at home.
  func stagesAtHome() throws(Diagnostic) -> [Int] {
    if isRecursive { return stages(below: folder) }
    return try stages(ofFileIn: home)
  }

  /// The stages that `targets` name, in that order, each once; those of one target in the order of the graph.
  mutating func stages(_ targets: [String]) throws(Diagnostic) -> [Int] {
    var found: [Int] = []
    var seen: Set<Int> = []
    for target in targets {
      let named = Set(try stages(target)).subtracting(seen)
      found += named.count > 1 ? model.graph.order.filter(named.contains) : Array(named)
      seen.formUnion(named)
    }
    return found
  }

  private mutating func stages(_ target: String) throws(Diagnostic) -> [Int] {
    if let address = StageAddress(target, home: home, folder: folder) {
      let named = isGlob ? matches(of: address) : index.stages(named: address.name, in: address.folder)
      if !named.isEmpty { return named }
      if !isGlob, isEmptyGroup(address) {
        notes.append("group '\(target)' has no members")
        return []
      }
      if address.namesFile, !holdsPipeline(address.folder) { throw noPipeline(in: address.folder) }
    }
    if let path = try? RelativePath(resolving: target, in: folder) {
      if path.name.elementsEqual(Pipeline.fileName.utf8), holdsPipeline(path.parent) {
        return try stages(ofFileIn: path.parent)
      }
      if let maker = model.graph.stages.firstIndex(where: { $0.outputs.contains { $0.path.contains(path) } })
      {
        return [maker]
      }
      if isRecursive, model.pipelines.contains(where: { path.contains($0.folder) }) {
        return stages(below: path)
      }
    }
    throw unknown(target)
  }

  private func matches(of address: StageAddress) -> [Int] {
    guard let glob = Glob(Array(address.name.utf8)) else { return [] }
    return model.graph.stages.indices.filter { place in
      let id = model.graph.stages[place].id
      return id.folder == address.folder && glob.matches(Array(id.name.text.utf8)[...])
    }
  }

  private func isEmptyGroup(_ address: StageAddress) -> Bool {
    model.pipelines.contains { pipeline in
      pipeline.folder == address.folder
        && pipeline.groups.contains { $0.name == address.name && $0.count == 0 }
    }
  }

  private func holdsPipeline(_ folder: RelativePath) -> Bool {
    model.pipelines.contains { $0.folder == folder }
  }

  private func stages(below folder: RelativePath) -> [Int] {
    model.graph.stages.indices.filter { folder.contains(model.graph.stages[$0].id.folder) }
  }

  private func stages(ofFileIn folder: RelativePath) throws(Diagnostic) -> [Int] {
    guard holdsPipeline(folder) else { throw noPipeline(in: folder) }
    return model.graph.stages.indices.filter { model.graph.stages[$0].id.folder == folder }
  }

  /// The nearest folder with a pipeline file, from `folder` up; `folder` itself where there is none.
  private static func home(of folder: RelativePath, in model: ProjectModel) -> RelativePath {
    let homes = Set(model.pipelines.map(\.folder))
    var candidate = folder
    while !homes.contains(candidate) {
      if candidate.isRoot { return folder }
      candidate = candidate.parent
    }
    return candidate
  }

  // MARK: Words

  private func noPipeline(in folder: RelativePath) -> Diagnostic {
    let known = model.pipelines.map {
      $0.folder.isRoot ? Pipeline.fileName : "\($0.folder)/\(Pipeline.fileName)"
    }
    return Diagnostic(
      "there is no '\(Pipeline.fileName)' in \(folder.isRoot ? "the project's root" : "'\(folder)'")",
      hint: known.isEmpty
        ? "write one: 'lockstep help' shows the smallest"
        : "the project has: \(known.joined(separator: ", "))")
  }

  private func unknown(_ target: String) -> Diagnostic {
    let known = names
    let listed = "the stages are: \(known.prefix(12).joined(separator: ", "))\(known.count > 12 ? ", …" : "")"
    if isGlob { return Diagnostic("no stage matches '\(target)'", hint: listed) }
    if let path = try? RelativePath(resolving: target, in: folder), !isRecursive,
      model.pipelines.contains(where: { path.contains($0.folder) })
    {
      return Diagnostic(
        "no stage and no out is called '\(target)'",
        hint: "it is a folder with pipelines: '--recursive' takes all of them")
    }
    return Diagnostic(
      "no stage and no out is called '\(target)'",
      hint: DidYouMean.suggestion(for: target, among: known).map { "did you mean '\($0)'?" } ?? listed)
  }

  /// What could have been meant: stages, then the groups that there are.
  private var names: [String] {
    let stages = model.graph.stages.map { $0.id.folder == home ? $0.id.name.text : $0.id.description }
    let groups = model.pipelines.flatMap { pipeline in
      pipeline.groups.map { group in
        pipeline.folder == home ? group.name : "\(pipeline.folder)/\(Pipeline.fileName):\(group.name)"
      }
    }
    return stages + groups
  }
}
