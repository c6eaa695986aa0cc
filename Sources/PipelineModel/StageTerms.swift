package import Diagnostics
package import Identity

/// How much of something that is scarce a stage takes while it runs.
package struct ResourceRequest: Hashable, Sendable {
  /// What is counted in processor cores.
  package static let cpus = "cpus"
  /// What is counted in bytes.
  package static let memory = "memory"
  /// What is counted in graphics processors.
  package static let gpus = "gpus"

  /// What it takes: `cpus`, `memory`, `gpus`, or a name that the project gave something.
  package var name: String
  /// How much: bytes of memory, pieces of anything else; never negative.
  package var amount: Int
  /// Where it is written.
  package var span: SourceSpan

  /// A request.
  package init(_ name: String, _ amount: Int, at span: SourceSpan) {
    self.name = name
    self.amount = amount
    self.span = span
  }
}

/// A stage, or all members of a group, that another stage names.
package struct StageReference: Hashable, Sendable {
  /// The folder of the pipeline file that declares it.
  package var folder: RelativePath
  /// The name of a stage or of a group, or `group@key`.
  package var name: String
  /// Where it is written.
  package var span: SourceSpan

  /// A reference.
  package init(folder: RelativePath, name: String, at span: SourceSpan) {
    self.folder = folder
    self.name = name
    self.span = span
  }
}

/// What a stage says of running in a scratch tree of its declared inputs.
package struct Sandbox: Hashable, Sendable {
  /// Whether the stage asks to be run in one.
  package var isRequested: Bool
  /// What it may read besides, each absolute or relative to the stage's working folder, as written.
  package var readable: [ReadablePath]

  /// A path outside the declared inputs that the stage may read.
  package struct ReadablePath: Hashable, Sendable {
    /// The path as written: absolute, from the home folder (`~/…`), or relative to the stage's working folder.
    package var text: String
    /// Where it is written.
    package var span: SourceSpan

    /// A path.
    package init(_ text: String, at span: SourceSpan) {
      self.text = text
      self.span = span
    }
  }

  /// A stage's word on its sandbox.
  package init(isRequested: Bool, readable: [ReadablePath] = []) {
    self.isRequested = isRequested
    self.readable = readable
  }
}

/// A dep that is every path in the project that a pattern matches when the stage is planned.
package struct GlobDependency: Hashable, Sendable {
  /// The pattern from the root, in which `*`, `?` and `[…]` match within a name and `**` across folders.
  package var pattern: String
  /// Where it is written.
  package var span: SourceSpan

  /// A pattern.
  package init(_ pattern: String, at span: SourceSpan) {
    self.pattern = pattern
    self.span = span
  }
}

/// A dep that is what a command prints: run once per invocation, in the stage's folder and by its shell.
package struct CommandDependency: Hashable, Sendable {
  /// The command.
  package var command: String
  /// Where it is written.
  package var span: SourceSpan

  /// A command.
  package init(_ command: String, at span: SourceSpan) {
    self.command = command
    self.span = span
  }
}
