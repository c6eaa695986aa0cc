package import Identity

/// What decided a stage's result, with every dep identified: the stage key's input, and what a lock entry keeps.
///
/// Two inputs are the same result exactly when they are equal; `StageKeyEncoding` turns one into the bytes
/// whose SHA-256 is the stage key.
package struct StageInputs: Hashable, Sendable {
  /// What to run.
  package var command: Stage.Command
  /// The folder the command runs in.
  package var workingFolder: RelativePath
  /// The deps, sorted by path.
  package var dependencies: [DependencyRecord]
  /// The values of the params, sorted by file, then key.
  package var params: [ParamRecord]
  /// The environment, sorted by name.
  package var environment: [EnvironmentRecord]
  /// The outs' paths and flags, sorted by path.
  package var outputs: [OutputDeclaration]
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

/// A parameter's value.
package struct ParamRecord: Hashable, Sendable {
  /// The params file.
  package var file: RelativePath
  /// Where in the file.
  package var key: ParamKey
  /// The value: its type and its text as written.
  package var value: ParamValue
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
}

/// An out as the key knows it.
package struct OutputDeclaration: Hashable, Sendable {
  /// The path.
  package var path: RelativePath
  /// Whether it stays in place when its stage runs.
  package var isPersistent: Bool
  /// Whether it is right only on this machine.
  package var isLocal: Bool
}

/// A stage's entry in the lock: its key, its inputs, and what its outs were.
package struct StageRecord: Hashable, Sendable {
  /// SHA-256 of `StageKeyEncoding.encode(inputs)`.
  package var key: Digest
  /// What decided the result.
  package var inputs: StageInputs
  /// What each out that is not local held, sorted by path.
  package var outputs: [OutputRecord]
}

/// An out and what it held.
package struct OutputRecord: Hashable, Sendable {
  /// The path.
  package var path: RelativePath
  /// What it held.
  package var content: Content
  /// How much.
  package var size: ContentSize
}
