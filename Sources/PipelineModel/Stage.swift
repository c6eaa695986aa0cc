package import Diagnostics
package import Documents
package import Identity

/// A stage as its pipeline file declares it; all paths are resolved against the project's root.
package struct Stage: Sendable {
  /// What to run.
  package enum Command: Hashable, Sendable {
    /// One script, run by the stage's shell.
    case script(String)
    /// Commands run in order, each by a shell of its own; the first failure ends the stage.
    case list([String])
  }

  /// What the stage is called.
  package var id: StageID
  /// Where its name stands.
  package var span: SourceSpan
  /// What to run.
  package var command: Command
  /// The folder the command runs in and the entries below are written relative to.
  package var workingFolder: RelativePath
  /// Where that folder is written; nil where it is not.
  package var workingFolderSpan: SourceSpan?
  /// What it reads, in the order of the file.
  package var dependencies: [Dependency]
  /// The parameters it reads, in the order of the file.
  package var params: [ParamRequest]
  /// What it writes: outs, metrics and plots, in the order of the file.
  package var outputs: [Output]
  /// The environment it sets or passes through, sorted by name.
  package var environment: [EnvironmentEntry]
  /// Never run; its outs are taken as they are.
  package var isFrozen: Bool
  /// Run every time.
  package var isAlwaysChanged: Bool
  /// Deps that are whatever a pattern matches, in the order of the file.
  package var globs: [GlobDependency] = []
  /// Deps that are what commands print, in the order of the file.
  package var commandDependencies: [CommandDependency] = []
  /// The values of params files that its templates used; what they came to is in its other fields.
  package var templateParams: [ParamRequest] = []
  /// What runs its command; part of the key.
  package var shell = Shell.standard
  /// After how long its command is ended, and the stage has failed; nil for never.
  package var timeout: Duration?
  /// How long its processes have to end after they are asked to; nil for the runner's own.
  package var killGrace: Duration?
  /// How many times it is run again after it failed.
  package var retries = 0
  /// What it takes while it runs, sorted by name, each once.
  package var resources: [ResourceRequest] = []
  /// Names of which no two running stages share one, sorted.
  package var mutexes: [String] = []
  /// Stages that run before it, though it needs no file of theirs, in the order of the file.
  package var after: [StageReference] = []
  /// What it says of running in a sandbox; nil where it says nothing.
  package var sandbox: Sandbox?
  /// What the stage is for, in its author's words.
  package var summary: String?
  /// The author's own data, carried along unread.
  package var meta: Node?

  /// A stage; what is left out is empty, false or absent.
  package init(
    id: StageID, span: SourceSpan, command: Command, workingFolder: RelativePath,
    dependencies: [Dependency] = [], params: [ParamRequest] = [], outputs: [Output] = [],
    environment: [EnvironmentEntry] = [], isFrozen: Bool = false, isAlwaysChanged: Bool = false,
    summary: String? = nil, meta: Node? = nil
  ) {
    self.id = id
    self.span = span
    self.command = command
    self.workingFolder = workingFolder
    self.dependencies = dependencies
    self.params = params
    self.outputs = outputs
    self.environment = environment
    self.isFrozen = isFrozen
    self.isAlwaysChanged = isAlwaysChanged
    self.summary = summary
    self.meta = meta
  }

  /// Whether `path` is an out of it, or lies in one.
  package func makes(_ path: RelativePath) -> Bool { outputs.contains { $0.path.contains(path) } }
}

/// A path that a stage reads.
package struct Dependency: Sendable {
  /// The path.
  package var path: RelativePath
  /// Where it is written.
  package var span: SourceSpan

  /// A dep.
  package init(_ path: RelativePath, at span: SourceSpan) {
    self.path = path
    self.span = span
  }
}

/// A path that a stage writes.
package struct Output: Sendable {
  /// What the path is to its readers.
  package enum Role: String, Hashable, Sendable { case out, metric, plot }

  /// The path.
  package var path: RelativePath
  /// Where it is written.
  package var span: SourceSpan
  /// What it is to its readers; no part of the key.
  package var role: Role
  /// Whether its bytes go to the cache and its name to `.gitignore`; never for a local out.
  package var isCached: Bool
  /// Whether it stays in place when its stage runs.
  package var isPersistent: Bool
  /// Whether it is right only on this machine: never cached, never recorded by its bytes.
  package var isLocal: Bool
  /// When it counts as the same in a run made again; no part of the key.
  package var comparison = OutputComparison.exact
  /// What a metrics file's values mean, where the entry says so.
  package var metric: MetricDeclaration?
  /// How to draw a plots file, where the entry says so: each a plot of it.
  package var plots: [PlotDefinition] = []

  /// An out; without flags it is cached, neither persistent nor local.
  package init(
    _ path: RelativePath, at span: SourceSpan, role: Role = .out, isCached: Bool = true,
    isPersistent: Bool = false, isLocal: Bool = false
  ) {
    self.path = path
    self.span = span
    self.role = role
    self.isCached = isCached
    self.isPersistent = isPersistent
    self.isLocal = isLocal
  }
}

/// A variable of a stage's environment.
package struct EnvironmentEntry: Hashable, Sendable {
  /// Where the value comes from.
  package enum Source: Hashable, Sendable {
    /// The pipeline file sets it.
    case set(String)
    /// It is passed through from the environment of the run.
    case inherited
  }

  /// The variable's name.
  package var name: String
  /// Where the value comes from.
  package var source: Source

  /// A variable.
  package init(_ name: String, _ source: Source) {
    self.name = name
    self.source = source
  }
}

/// Parameters that a stage reads from one file.
package struct ParamRequest: Sendable {
  /// Which of the file's values.
  package enum Selection: Sendable {
    /// Every value.
    case wholeFile
    /// The values at or below these keys, with the place of each.
    case keys([(key: ParamKey, span: SourceSpan)])
  }

  /// The params file.
  package var file: RelativePath
  /// Where the request is written.
  package var span: SourceSpan
  /// Which of its values.
  package var selection: Selection

  /// A request.
  package init(file: RelativePath, at span: SourceSpan, selection: Selection) {
    self.file = file
    self.span = span
    self.selection = selection
  }
}
