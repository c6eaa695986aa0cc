import Diagnostics
import Identity
import PipelineModel
import Platform

/// The block of the root's `.gitignore` that Lockstep keeps: the outs that git is not to have.
///
/// Written before any stage runs and never taken back, so that no large out is ever ready to be added to git. Outside a
/// git work tree nothing is written. What stands around the block is left as it is.
struct GitIgnore {
  private let project: Project

  init(_ project: Project) { self.project = project }

  private static let begin = "# >>> lockstep: outs, kept up to date by lockstep >>>"
  private static let end = "# <<< lockstep <<<"

  /// Brings the block up to date with the outs that `model` declares.
  ///
  /// - Parameter writesLock: whether a lock is about to be written, so that it is worth a look whether git would take it.
  /// - Throws: `Diagnostics` where git keeps one of the outs that are new, or ignores what is to be committed.
  func update(for model: ProjectModel, writesLock: Bool) throws {
    guard Self.isInGit(project.workspace.path) else { return }
    var outs = Self.outs(of: model)
    // Params that are set for one run may unmake stages, whose outs are still there.
    if !model.overlay.isEmpty { outs = Set(outs).union(try Self.outs(of: ProjectModel(project))).sorted() }
    let path = try RelativePath(".gitignore")
    // Before git reads it: git would wait for the writer of a pipe.
    let old = try project.workspace.readIfPresent(path, limit: 16 << 20)
    let ignored = GitTracked(project).problems(ofPipelinesIn: foldersToAsk(of: model, writesLock: writesLock))
    if !ignored.isEmpty { throw Diagnostics(ignored) }
    let new = Self.text(old ?? [], ignoring: outs)
    if new == old ?? [] { return }
    let known = Set((old ?? []).split(separator: Self.newline))
    let added = outs.filter { !known.contains(Array(Self.pattern($0).utf8)[...]) }
    let problems = GitTracked(project).problems(added, of: model.graph.stages)
    if !problems.isEmpty { throw Diagnostics(problems) }
    try project.workspace.replace(path, with: new, durable: false, scratch: project.own)
  }

  /// The folders of pipelines of which git is asked whether it would take their files: all where a lock is about to be
  /// written, as only git knows all that may tell it to ignore one.
  ///
  /// Else those without a lock, and those with one that is older than the `.gitignore` beside it or in the root.
  private func foldersToAsk(of model: ProjectModel, writesLock: Bool) -> [RelativePath] {
    if writesLock { return model.foldersWithoutLock + model.foldersWithLock }
    func modified(_ name: String, in folder: RelativePath) -> Int64? {
      guard let path = try? folder.appending(name: Array(name.utf8)) else { return nil }
      return ((try? project.workspace.status(path)) ?? nil)?.modified
    }
    let rules = modified(".gitignore", in: .root) ?? .min
    let old = model.foldersWithLock.filter { folder in
      guard let lock = modified(Pipeline.lockName, in: folder) else { return false }
      return max(rules, modified(".gitignore", in: folder) ?? .min) > lock
    }
    return model.foldersWithoutLock + old
  }

  private static func outs(of model: ProjectModel) -> [RelativePath] {
    model.graph.stages.flatMap(\.outputs).filter { $0.isCached || $0.isLocal }.map(\.path)
  }

  /// Whether `folder` is, or lies in, a git work tree.
  static func isInGit(_ folder: AbsolutePath) -> Bool {
    var candidate = folder
    while ((try? File.status(candidate.appending(".git"))) ?? nil) == nil {
      if candidate.isTop { return false }
      candidate = candidate.parent
    }
    return true
  }

  /// `text` with its block, or a new one at its end, naming `outs`; all other bytes are as they were.
  static func text(_ text: [UInt8], ignoring outs: [RelativePath]) -> [UInt8] {
    var lines = text.split(separator: newline, omittingEmptySubsequences: false)
    if lines.last == [] { lines.removeLast() }
    let block =
      outs.isEmpty ? [] : ([begin] + Set(outs).sorted().map(pattern) + [end]).map { Array($0.utf8)[...] }
    if let first = lines.firstIndex(where: { isMark(begin, $0) }),
      let last = lines[first...].firstIndex(where: { isMark(end, $0) })
    {
      lines.replaceSubrange(first...last, with: block)
    } else {
      if block.isEmpty { return text }
      lines += (lines.isEmpty ? [] : [[]]) + block
    }
    return Array(lines.map { $0 + [newline] }.joined())
  }

  private static let newline = UInt8(ascii: "\n")

  /// Whether a line is `mark`, whatever an editor made of its end.
  private static func isMark(_ mark: String, _ line: ArraySlice<UInt8>) -> Bool {
    line.elementsEqual(mark.utf8) || line.elementsEqual((mark + "\r").utf8)
  }

  /// The pattern that matches exactly `path`: from the root, with what git reads as more than itself escaped.
  private static func pattern(_ path: RelativePath) -> String {
    var result = "/"
    for scalar in path.description.unicodeScalars {
      // No pattern can hold a line end; any one character stands for it.
      if scalar == "\n" {
        result += "?"
        continue
      }
      if "\\*?[]".unicodeScalars.contains(scalar) { result += "\\" }
      result.unicodeScalars.append(scalar)
    }
    if result.hasSuffix(" ") { result = result.dropLast() + "\\ " }
    return result
  }
}
