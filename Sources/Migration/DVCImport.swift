import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel
package import Platform

/// Turns a DVC project into one of ours, without running anything whose inputs did not change.
///
/// First everything is looked at, which writes nothing; then it is carried out. Nothing of DVC's is changed.
package struct DVCImport {
  /// What was found, and what becomes of it.
  package private(set) var report = ImportReport()
  let root: AbsolutePath
  let workspace: Folder
  let measure: DVCMeasure
  let cache: DVCCache
  /// The files to write, by path.
  private(set) var texts: [RelativePath: [UInt8]] = [:]
  /// What `dvc.yaml` calls stages and groups that have other names here, by their folders.
  private var formerNames: [RelativePath: [String: String]] = [:]
  /// The graph of the pipelines as they will be.
  private(set) var graph = StageGraph(stages: [])
  /// What is missing in the workspace and is to be put back from DVC's cache, with its digest.
  private(set) var missing: [RelativePath: String] = [:]

  /// Looks at the DVC project whose root is `root`.
  ///
  /// - Throws: `Diagnostic` where there is none, or where what would be written stands already; `Diagnostics` of files
  ///   that cannot be read.
  package init(root: AbsolutePath) throws {
    self.root = root
    workspace = try Folder(root)
    let files = try DVCFiles(in: workspace)
    guard !files.pipelines.isEmpty || !files.data.isEmpty else {
      throw Diagnostic("there is no dvc.yaml and no .dvc file in '\(root)'")
    }
    let configuration = try DVCConfiguration(root: root, workspace: workspace)
    cache = DVCCache(at: configuration.cacheFolder)
    let rules = try IgnoreRules.read(in: workspace, named: ".dvcignore", isOptional: true)
    measure = DVCMeasure(workspace, isIgnored: files.ignores.isEmpty ? nil : rules.predicate)
    try convert(files)
    try compare(files)
    try lookAtData(files)
    remark(on: configuration, files)
  }

  // MARK: Files

  private mutating func convert(_ files: DVCFiles) throws {
    for folder in files.pipelines {
      let source = try folder.appending(name: Array("dvc.yaml".utf8))
      let bytes = try workspace.read(source, limit: DocumentLimits.standard.bytes + 1)
      let conversion = try PipelineConversion(bytes, folder: folder) {
        [workspace] (path) throws(Diagnostics) in try Self.variables(path, in: workspace)
      }
      formerNames[folder] = conversion.formerNames
      for remark in conversion.remarks { report.remark(remark.subject, remark.text) }
      try write(conversion.text, to: Pipeline.fileName, in: folder, from: source)
    }
    let patterns = try files.ignores.map { folder in
      let path = try folder.appending(name: Array(".dvcignore".utf8))
      return (folder: folder, path: path, bytes: try workspace.read(path, limit: 8 << 20))
    }
    // DVC records a folder as it is after the command, with what an interpreter left in it.
    let usual = Array(Project.ignoreTemplate.utf8)
    for (folder, path, bytes) in patterns where folder.isRoot || Self.hasPatterns(bytes) {
      let own = Self.hasPatterns(bytes) ? bytes + (bytes.last == 0x0A ? [] : [0x0A]) : []
      try write(folder.isRoot ? own + usual : bytes, to: IgnoreRules.fileName, in: folder, from: path)
    }
    let top = try RelativePath(IgnoreRules.fileName)
    if texts[top] == nil, try workspace.status(top) == nil { texts[top] = usual }
  }

  /// A file that gives variables to templates.
  private static func variables(_ path: RelativePath, in workspace: Folder) throws(Diagnostics) -> Document? {
    let limit = DocumentLimits.standard.bytes + 1
    guard let bytes = (try? workspace.readIfPresent(path, limit: limit)) ?? nil else { return nil }
    return try ParamsFormat.document(bytes, shown: path.description)
  }

  private static func hasPatterns(_ bytes: [UInt8]) -> Bool {
    bytes.split(separator: 0x0A).contains { line in
      line.first != UInt8(ascii: "#") && !line.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x09 }
    }
  }

  private mutating func write(
    _ text: [UInt8], to name: String, in folder: RelativePath, from source: RelativePath
  ) throws {
    let path = try folder.appending(name: Array(name.utf8))
    let old = try workspace.readIfPresent(path, limit: 16 << 20)
    if let old, old != text {
      throw Diagnostic(
        "there is a '\(path)' already, and it is not what '\(source)' would become",
        hint: "move it away first; an import writes over nothing")
    }
    if old == nil { texts[path] = text }
    report.files.append((source, path))
  }

  // MARK: Stages

  private mutating func compare(_ files: DVCFiles) throws {
    let overlay = OverlaidFiles(workspace: workspace, texts: texts)
    let (pipelines, problems) = try PipelineFinder(in: overlay).pipelines()
    if let other = problems.first(where: { !($0 is Diagnostics) }) { throw other }
    let wrong = problems.flatMap { ($0 as? Diagnostics)?.all ?? [] }
    graph = StageGraph(stages: pipelines.flatMap(\.stages))
    let all = wrong + (wrong.isEmpty ? PipelineChecks.check(graph) : [])
    if !all.isEmpty { throw Diagnostics(all.map(Self.withoutPlaces)) }
    var entries: [RelativePath: [String: DVCLockEntry]] = [:]
    for folder in files.pipelines {
      let path = try folder.appending(name: Array("dvc.lock".utf8))
      guard let bytes = try workspace.readIfPresent(path, limit: 256 << 20) else { continue }
      entries[folder] = try DVCLock.read(bytes, file: path.description)
    }
    let comparison = LockComparison(workspace: workspace, measure: measure, cache: cache) { [graph] path in
      !graph.producers(of: path).isEmpty
    }
    for index in graph.order {
      let stage = graph.stages[index]
      let (verdict, missing) = comparison.verdict(
        on: stage, entries[stage.id.folder]?[formerName(of: stage.id)])
      report.stages.append((stage.id, verdict))
      self.missing.merge(missing) { first, _ in first }
    }
  }

  /// What DVC calls a stage: the member of a group by the group's former name.
  private func formerName(of stage: StageID) -> String {
    let name = stage.name.group ?? stage.name.text
    return (formerNames[stage.folder]?[name] ?? name) + stage.name.text.dropFirst(name.count)
  }

  /// The texts are not written yet, so nobody could look at places in them.
  private static func withoutPlaces(_ diagnostic: Diagnostic) -> Diagnostic {
    Diagnostic(diagnostic.message, hint: diagnostic.hint)
  }

  // MARK: Data

  private mutating func lookAtData(_ files: DVCFiles) throws {
    for path in files.data {
      let bytes = try workspace.read(path, limit: DocumentLimits.standard.bytes + 1)
      guard let root = try? YAMLReader.read(bytes, file: path.description).root?.mapping else {
        report.remark(path.description, "cannot be read")
        continue
      }
      let source = Self.source(root["deps"])
      for out in root["outs"]?.sequence ?? [] {
        guard let name = out.mapping?["path"]?.scalar?.text else { continue }
        lookAtData(name, out.mapping?["md5"]?.scalar?.text, of: path, source)
      }
    }
  }

  /// Where an import's data comes from.
  private static func source(_ deps: Node?) -> String? {
    guard let first = deps?.sequence?.first?.mapping else { return nil }
    return first["repo"]?.mapping?["url"]?.scalar?.text ?? first["path"]?.scalar?.text ?? "elsewhere"
  }

  private mutating func lookAtData(
    _ name: String, _ md5: String?, of file: RelativePath, _ source: String?
  ) {
    let fetched = source.map { ", and '\($0)', where it came from, is not asked again" } ?? ""
    guard let path = try? RelativePath(resolving: name, in: file.parent) else {
      return report.remark(file.description, "'\(name)' is not in the project, and is left out")
    }
    let kept = "'\(path)' is a file like any other now: no copy of it is kept here\(fetched)"
    switch measure.look(at: path, isOut: false) {
    case .missing:
      if let md5, Self.canGive(cache, md5) {
        missing[path] = md5
        report.remark(file.description, kept)
      } else {
        report.remark(
          file.description, "'\(path)' is missing, and DVC's cache has not got it: 'dvc pull' it first")
      }
    case .content(let found) where found == md5: report.remark(file.description, kept)
    case .content:
      report.remark(file.description, kept + "; it is not what the .dvc file says, and counts as it stands")
    case .unusable(let why): report.remark(file.description, "'\(path)' \(why)")
    }
  }

  private static func canGive(_ cache: DVCCache, _ md5: String) -> Bool {
    guard md5.hasSuffix(".dir") else { return MD5Digest(hex: md5).map(cache.holds) ?? false }
    let members = MD5Digest(hex: String(md5.dropLast(4))).flatMap { cache.members(of: $0) }
    return members?.allSatisfy { cache.holds($0.md5) } ?? false
  }

  // MARK: Settings

  private mutating func remark(on configuration: DVCConfiguration, _ files: DVCFiles) {
    for remote in configuration.remotes {
      report.remark(
        ".dvc/config",
        "remote '\(remote.name)' (\(remote.url)) is not carried over: there are no remotes here yet")
    }
    if let types = configuration.linkTypes {
      let list = types.split(separator: ",").map { $0.filter { $0 != " " } }.joined(separator: ", ")
      report.remark(
        ".dvc/config", "link types are set in .lockstep/config.yaml: write 'cache: {types: [\(list)]}' there")
    }
    if !configuration.parsing.isEmpty {
      report.remark(
        ".dvc/config",
        "write 'parsing: {\(configuration.parsing.joined(separator: ", "))}' into .lockstep/config.yaml: commands depend on it"
      )
    }
    for section in configuration.otherSections where section != "cache" {
      report.remark(".dvc/config", "section '\(section)' has no counterpart here")
    }
    for folder in files.nested {
      report.remark(folder.description, "is a DVC project of its own: import it by itself")
    }
    if files.hasExperiments {
      report.remark("refs/exps", "experiments stay where they are, for 'dvc exp' alone")
    }
  }
}

extension DVCImport {
  /// Takes what carrying it out has found instead.
  mutating func set(_ verdict: ImportReport.Verdict, at index: Int) { report.stages[index].verdict = verdict }

  /// Notes that a path was put back.
  mutating func notePutBack(_ path: RelativePath) { report.putBack.append(path) }
}
