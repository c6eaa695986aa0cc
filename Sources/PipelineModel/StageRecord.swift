import Documents
package import Identity

/// What decided a stage's result, with every dep identified: the stage key's input, and what a lock entry keeps.
///
/// Two inputs are the same result exactly when they are equal; `StageKeyEncoding` turns one into the bytes
/// whose SHA-256 is the stage key.
package struct StageInputs: Hashable, Sendable {
  /// What to run.
  package let command: Stage.Command
  /// What runs it.
  package let shell: Shell
  /// The folder the command runs in.
  package let workingFolder: RelativePath
  /// The deps, sorted by path.
  package let dependencies: [DependencyRecord]
  /// The deps that are what commands print, sorted by command, each once.
  package let commandDependencies: [CommandDependencyRecord]
  /// The values of the params, sorted by file, then key.
  package let params: [ParamRecord]
  /// The environment, sorted by name.
  package let environment: [EnvironmentRecord]
  /// The outs' paths and flags, sorted by path.
  package let outputs: [OutputDeclaration]

  /// The most deps, params, variables and outs that a stage may have together: what an entry of a lock costs to read is
  /// bounded so.
  package static let mostRecords = 200_000

  /// Inputs; each list may come in any order and is sorted here.
  package init(
    command: Stage.Command, shell: Shell = .standard, workingFolder: RelativePath,
    dependencies: [DependencyRecord] = [], commandDependencies: [CommandDependencyRecord] = [],
    params: [ParamRecord] = [], environment: [EnvironmentRecord] = [], outputs: [OutputDeclaration] = []
  ) {
    self.command = command
    self.shell = shell
    self.workingFolder = workingFolder
    self.commandDependencies = commandDependencies.ordered { ExactText.precedes($0.command, $1.command) }
    self.dependencies = dependencies.ordered { $0.path < $1.path }
    self.params = params.ordered(by: ParamRecord.inOrder)
    self.environment = environment.ordered { ExactText.precedes($0.name, $1.name) }
    self.outputs = outputs.ordered { $0.path < $1.path }
  }

  /// Whether two inputs have the same key bytes.
  package static func == (a: StageInputs, b: StageInputs) -> Bool {
    guard a.workingFolder == b.workingFolder, a.dependencies == b.dependencies, a.outputs == b.outputs,
      a.params == b.params
    else { return false }
    // Texts that look equal may still be other bytes, which only the key tells for all of them.
    if a.environment.isEmpty, b.environment.isEmpty, a.commandDependencies.isEmpty,
      b.commandDependencies.isEmpty, a.shell == b.shell, case .script(let one) = a.command,
      case .script(let other) = b.command
    {
      return ExactText.same(one, other)
    }
    return StageKeyEncoding.encode(a) == StageKeyEncoding.encode(b)
  }

  /// Hashes the key bytes.
  package func hash(into hasher: inout Hasher) { hasher.combine(StageKeyEncoding.encode(self)) }
}

/// A dep and what it was.
package struct DependencyRecord: Hashable, Sendable {
  /// How a dep is identified.
  package enum Identification: Hashable, Sendable {
    /// By what the path holds.
    case content(Content)
    /// By the stage key of the stage that makes it: a local out.
    case producer(Digest)
  }

  /// The path.
  package var path: RelativePath
  /// What it was.
  package var identification: Identification
  /// How much it held; no part of the key, and nil for a local out.
  package var size: ContentSize?

  /// A dep and what it was.
  package init(_ path: RelativePath, _ identification: Identification, size: ContentSize? = nil) {
    self.path = path
    self.identification = identification
    self.size = size
  }

  /// Equal paths and identifications; the size follows from them.
  package static func == (a: DependencyRecord, b: DependencyRecord) -> Bool {
    a.path == b.path && a.identification == b.identification
  }

  /// Hashes what `==` compares.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(path)
    hasher.combine(identification)
  }
}

/// A dep that is what a command prints, and what it was.
package struct CommandDependencyRecord: Hashable, Sendable {
  /// The command.
  package var command: String
  /// SHA-256 of what it printed to standard output.
  package var output: Digest

  /// A command and the digest of what it printed.
  package init(_ command: String, output: Digest) {
    self.command = command
    self.output = output
  }
}

/// A parameter's value.
package struct ParamRecord: Hashable, Sendable {
  /// The params file.
  package var file: RelativePath
  /// Where in the file.
  package var key: ParamKey
  /// The value: its type and its text as written.
  package var value: ParamValue

  /// A param's value.
  package init(file: RelativePath, key: ParamKey, value: ParamValue) {
    self.file = file
    self.key = key
    self.value = value
  }

  /// By file, then by key; the value does not count.
  package static func inOrder(_ a: ParamRecord, _ b: ParamRecord) -> Bool {
    a.file == b.file ? a.key < b.key : a.file < b.file
  }
}

/// A variable of the environment and its value.
package struct EnvironmentRecord: Hashable, Sendable {
  /// What the variable was.
  package enum Value: Hashable, Sendable {
    /// The pipeline file set it to this.
    case set(String)
    /// Passed through: the SHA-256 of its value, which itself is never written down.
    case inherited(Digest)
    /// Passed through, and unset.
    case unset
  }

  /// The variable's name.
  package var name: String
  /// What it was.
  package var value: Value

  /// A variable and what it was.
  package init(_ name: String, _ value: Value) {
    self.name = name
    self.value = value
  }
}

/// An out as the key knows it.
package struct OutputDeclaration: Hashable, Sendable {
  /// The path.
  package var path: RelativePath
  /// Whether it stays in place when its stage runs.
  package var isPersistent: Bool
  /// Whether it is right only on this machine.
  package var isLocal: Bool

  /// An out.
  package init(_ path: RelativePath, isPersistent: Bool = false, isLocal: Bool = false) {
    self.path = path
    self.isPersistent = isPersistent
    self.isLocal = isLocal
  }
}

/// A stage's entry in the lock: its key, its inputs, and what its outs were.
package struct StageRecord: Hashable, Sendable {
  /// SHA-256 of `StageKeyEncoding.encode(inputs)`.
  package var key: Digest
  /// What decided the result.
  package var inputs: StageInputs
  /// What each out that is not local held, sorted by path.
  package var outputs: [OutputRecord]
  /// Whether a user took outs that stood for the result, and no run made them from these inputs.
  package var isAccepted: Bool

  /// An entry; the outs may come in any order.
  package init(key: Digest, inputs: StageInputs, outputs: [OutputRecord], isAccepted: Bool = false) {
    self.key = key
    self.isAccepted = isAccepted
    self.inputs = inputs
    self.outputs = outputs.ordered { $0.path < $1.path }
  }

  /// Whether `key` is what `hash`, which must be SHA-256, makes of the inputs: a lock that was edited by hand is not.
  package func isConsistent(hash: ([UInt8]) -> Digest) -> Bool {
    hash(StageKeyEncoding.encode(inputs)) == key
  }
}

/// An out and what it held.
package struct OutputRecord: Hashable, Sendable {
  /// The path.
  package var path: RelativePath
  /// What it held.
  package var content: Content
  /// How much.
  package var size: ContentSize

  /// An out and what it held.
  package init(_ path: RelativePath, _ content: Content, size: ContentSize) {
    self.path = path
    self.content = content
    self.size = size
  }
}

extension Array {
  /// The elements sorted; what is sorted already, as the lists of a lock are, is not copied.
  fileprivate func ordered(by precedes: (Element, Element) -> Bool) -> [Element] {
    for index in indices.dropFirst() where precedes(self[index], self[index - 1]) {
      return sorted(by: precedes)
    }
    return self
  }
}
