import Diagnostics
import Documents
import Engine
import History
import Identity
import PipelineModel
import Platform
import Store

/// The states of the project that the user stands in, and what they ask for there.
///
/// Files that are named need no project: where there is none, the top of the git work tree is its root, and outside of
/// git the folder that the user stands in. Nor does a git work tree with a pipeline or params file at its top.
struct HistoryContext {
  /// The states.
  let history: ProjectHistory
  /// Whether it is a repository of commits without files.
  let isBare: Bool
  /// The folder that the user stands in, relative to the project's root.
  let folder: RelativePath
  /// The project's own folder; nil where there is no project.
  let own: Folder?
  /// The files and folders that the user named.
  let targets: [RelativePath]

  /// The states of the project of the environment's working folder.
  ///
  /// - Throws: `Diagnostic` where there is none and no file is named, or one is named that is not inside.
  init(_ environment: Environment, targets: [String]) throws {
    let here = try CurrentProcess.resolved(environment.workingFolder)
    let root: AbsolutePath
    isBare = Self.isBareRepository(here)
    let top = isBare ? here : Self.workTree(above: here) ?? here
    if Project.root(above: here) == nil, !targets.isEmpty || isBare || Self.isPipeline(top) {
      root = top
      let inside = here.suffix(below: top) ?? []
      folder = inside.isEmpty ? .root : try RelativePath(validating: inside)
      own = nil
      history = ProjectHistory(
        workspace: try Folder(top), environment: environment.variables, isBare: isBare
      ) {
        throw HistoryProblem.noCache
      }
    } else {
      let context = try ProjectContext(environment)
      root = context.project.workspace.path
      folder = context.folder
      own = context.project.own
      history = ProjectHistory(
        workspace: context.project.workspace, environment: environment.variables,
        cachedObjects: context.project.objectsFolder
      ) {
        try context.project.store()
      }
    }
    let place = folder
    self.targets = try targets.map { try Self.target($0, in: place, root: root) }
  }

  /// Whether `folder` is a repository of commits without files: of a project in it, those can be compared.
  private static func isBareRepository(_ folder: AbsolutePath) -> Bool {
    [("HEAD", FileStatus.Kind.file), ("objects", .folder), ("refs", .folder)].allSatisfy { name, kind in
      ((try? File.status(folder.appending(name))) ?? nil)?.kind == kind
    }
  }

  /// The top of the git work tree that holds `folder`; nil where there is none.
  private static func workTree(above folder: AbsolutePath) -> AbsolutePath? {
    var candidate = folder
    while ((try? File.status(candidate.appending(".git"))) ?? nil) == nil {
      if candidate.isTop { return nil }
      candidate = candidate.parent
    }
    return candidate
  }

  /// Whether `folder` is the top of a git work tree with something to tell of though nobody made it a project.
  private static func isPipeline(_ folder: AbsolutePath) -> Bool {
    func holds(_ name: String) -> Bool { ((try? File.status(folder.appending(name))) ?? nil) != nil }
    return holds(".git") && (holds(Pipeline.fileName) || holds(Pipeline.paramsName))
  }

  private static func target(_ text: String, in folder: RelativePath, root: AbsolutePath) throws
    -> RelativePath
  {
    do throws(PathProblem) {
      if text.hasPrefix("/"), let inside = AbsolutePath(resolving: text, against: root).suffix(below: root) {
        return inside.isEmpty ? .root : try RelativePath(validating: inside)
      }
      return try RelativePath(resolving: text, in: folder)
    } catch {
      throw Diagnostic("'\(text)' cannot be looked at: \(error)")
    }
  }
}

extension HistoryProblem {
  /// Tells the problem, which leaves nothing to show; where a program reads the output, it gets `json`.
  ///
  /// - Throws: its `Diagnostic` where the command line names what is not there.
  func end(in environment: Environment, json: JSONValue? = nil) throws -> ExitStatus {
    if case .unknownRevision = self { throw diagnostic }
    if let json { environment.write(json) }
    environment.show(diagnostic)
    return .couldNotLook
  }
}
