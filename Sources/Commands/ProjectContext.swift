import Diagnostics
import Engine
import Identity
import Platform

/// The project that the user stands in, and where in it.
struct ProjectContext {
  /// The project.
  let project: Project
  /// The folder that the user stands in, relative to the project's root.
  let folder: RelativePath

  /// The project of the environment's working folder.
  ///
  /// - Throws: `Diagnostic` where there is none.
  init(_ environment: Environment) throws {
    let here = try CurrentProcess.resolved(environment.workingFolder)
    guard let root = Project.root(above: here) else {
      throw Diagnostic(
        "'\(here)' is in no Lockstep project",
        hint: "run 'lockstep init' in the folder that is to be the project's root")
    }
    project = try Project(root: root)
    let inside = here.suffix(below: root) ?? []
    folder = inside.isEmpty ? .root : try RelativePath(validating: inside)
  }
}
