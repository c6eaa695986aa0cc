import Arguments
import Diagnostics
import Engine
import Identity
import Platform

/// Where the user stands: in which project, and in which folder of it.
struct ProjectPlace {
  /// The project's root.
  let root: AbsolutePath
  /// The folder that the user stands in, relative to the root.
  let folder: RelativePath

  /// The place of the environment's working folder.
  ///
  /// - Throws: `Diagnostic` where it is in no project.
  init(_ environment: Environment) throws {
    let here = try CurrentProcess.resolved(environment.workingFolder)
    guard let root = Project.root(above: here) else {
      throw Diagnostic(
        "'\(here)' is in no Lockstep project",
        hint: "run 'lockstep init' in the folder that is to be the project's root")
    }
    self.root = root
    let inside = here.suffix(below: root) ?? []
    folder = inside.isEmpty ? .root : try RelativePath(validating: inside)
  }
}

/// The project that the user stands in, and where in it.
struct ProjectContext {
  /// The project.
  let project: Project
  /// The folder that the user stands in, relative to the project's root.
  let folder: RelativePath

  /// The project of the environment's working folder.
  ///
  /// - Throws: `Diagnostic` where there is none.
  init(_ environment: Environment) throws { try self.init(ProjectPlace(environment)) }

  /// The project at `place`, with a witness where one is wanted.
  init(_ place: ProjectPlace, witness: Witness? = nil) throws {
    project = try Project(root: place.root, witness: witness)
    folder = place.folder
  }

  /// Takes the project's lock for `lockstep <verb>`; the user is told for whom it waits, where it `waits`.
  ///
  /// - Throws: `WriteSession.Busy` where it does not wait and another process holds the lock; what is wrong with the files.
  func session(
    for verb: String, waits: Bool = true, in environment: Environment,
    overlay: () throws -> ParamsOverlay = { ParamsOverlay() }
  ) throws -> WriteSession {
    try WriteSession(
      project, command: "lockstep \(verb)",
      onWait: waits ? { environment.note("waiting for \($0)") } : nil, overlay: overlay)
  }
}

extension OptionSpec {
  /// Not to wait for the project's lock.
  static let noWait = OptionSpec(
    "no-wait", help: "fail where another process holds the project's lock")
}
