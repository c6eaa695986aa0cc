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
  /// The groups without members that were named.
  private(set) var emptyGroups: [StageID] = []
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
      let empty = emptyGroups(address)
      if !empty.isEmpty {
        emptyGroups += empty
        notes += empty.map { "group '\(isGlob ? $0.name.text : target)' has no members" }
        return []
      }
      if address.namesFile, !holdsPipeline(address.folder) {
        guard let named = namedFromRoot(target) else { throw noPipeline(in: address.folder) }
        return named
      }
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

  /// The stages of a name as lists and reports print it, whose file is that of the root's path; nil for no such name.
  private mutating func namedFromRoot(_ target: String) -> [Int]? {
    guard !isGlob, let address = StageAddress(target, home: .root, folder: .root) else { return nil }
    let named = index.stages(named: address.name, in: address.folder)
    return named.isEmpty ? nil : named
  }

  private func matches(of address: StageAddress) -> [Int] {
    guard let glob = Glob(Array(address.name.utf8)) else { return [] }
    return model.graph.stages.indices.filter { place in
      let id = model.graph.stages[place].id
      return id.folder == address.folder && glob.matches(Array(id.name.text.utf8)[...])
    }
  }

  /// The groups without members that are called so, or match.
  private func emptyGroups(_ address: StageAddress) -> [StageID] {
    let glob = isGlob ? Glob(Array(address.name.utf8)) : nil
    let groups = model.pipelines.first { $0.folder == address.folder }?.groups ?? []
    return groups.compactMap { group in
      guard group.count == 0, glob?.matches(Array(group.name.utf8)[...]) ?? (group.name == address.name)
      else { return nil }
      return StageName(group.name).map { StageID(folder: address.folder, name: $0) }
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
    let listed =
      known.isEmpty
      ? "the project has no stages"
      : "the stages are: \(Self.list(known))"
    if isGlob { return Diagnostic("no stage matches '\(target)'", hint: listed) }
    let message = "no stage and no out is called '\(target)'"
    let path = try? RelativePath(resolving: target, in: folder)
    if let path, !isRecursive, model.pipelines.contains(where: { path.contains($0.folder) }) {
      return Diagnostic(message, hint: "it is a folder with pipelines: '--recursive' takes all of them")
    }
    if let members = members(ofGroupIn: target), !members.isEmpty {
      return Diagnostic(
        message, hint: DidYouMean.hint(for: target, among: members) ?? "there are: \(Self.list(members))")
    }
    if let address = StageAddress(target, home: home, folder: folder), address.namesFile,
      holdsPipeline(address.folder)
    {
      // The file is right; its name would make everything in it look alike.
      let own = names(in: address.folder)
      let nearest = DidYouMean.suggestion(for: address.name, among: own).map {
        written($0, in: address.folder)
      }
      return Diagnostic(
        message,
        hint: nearest.map { "did you mean '\($0)'?" }
          ?? (own.isEmpty ? "that file has no stages" : "there are: \(Self.list(own))"))
    }
    if let nearest = DidYouMean.suggestion(for: target, among: known) {
      return Diagnostic(message, hint: "did you mean '\(nearest)'?")
    }
    let isFile = [".yaml", ".yml"].contains { target.hasSuffix($0) || target.contains("\($0):") }
    return Diagnostic(
      message, hint: isFile ? "pipeline files are called '\(Pipeline.fileName)', one to a folder" : listed)
  }

  /// The members of the group in `target`, `group@key`, as one would write them here; nil where it names none.
  private func members(ofGroupIn target: String) -> [String]? {
    guard target.contains("@"), let address = StageAddress(target, home: home, folder: folder) else {
      return nil
    }
    let group = address.name.prefix { $0 != "@" }
    return model.graph.stages.map(\.id).filter {
      $0.folder == address.folder && $0.name.group == String(group)
    }
    .map { written($0.name.text, in: $0.folder) }
  }

  private static func list(_ names: [String]) -> String {
    let most = 12
    return names.prefix(most).joined(separator: ", ") + (names.count > most ? ", …" : "")
  }

  /// What could have been meant, as one would write it here: stages, then the groups that there are.
  private var names: [String] {
    let stages = model.graph.stages.map { written($0.id.name.text, in: $0.id.folder) }
    let groups = model.pipelines.flatMap { pipeline in
      pipeline.groups.map { written($0.name, in: pipeline.folder) }
    }
    return stages + groups
  }

  /// The stages and groups of one file, as it names them.
  private func names(in folder: RelativePath) -> [String] {
    model.graph.stages.filter { $0.id.folder == folder }.map(\.id.name.text)
      + model.pipelines.filter { $0.folder == folder }.flatMap { $0.groups.map(\.name) }
  }

  private func written(_ name: String, in other: RelativePath) -> String {
    guard other != home, let file = try? other.appending(name: Array(Pipeline.fileName.utf8)) else {
      return name
    }
    return "\(String(decoding: file.relative(to: folder), as: UTF8.self)):\(name)"
  }
}
