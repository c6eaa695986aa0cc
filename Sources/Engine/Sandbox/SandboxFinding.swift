package import Identity
package import Platform

/// Something that a stage touched and does not declare.
package enum SandboxFinding: Hashable, Sendable {
  /// It asked for a file of the project that it does not declare, whose deps are relative to a folder.
  case read(RelativePath, from: RelativePath)
  /// It wrote a file in the project that is no out of it, whose outs are relative to a folder.
  case wrote(RelativePath, from: RelativePath)
  /// It changed one of its own inputs.
  case changedInput(RelativePath)
  /// It asked for something outside the project that the sandbox does not show.
  case readOutside(AbsolutePath)
  /// It tried to write outside its tree.
  case wroteOutside(AbsolutePath)
}

extension SandboxFinding: CustomStringConvertible {
  /// What it did, and the line that would declare it.
  package var description: String {
    switch self {
    case .read(let path, let folder):
      "it reads '\(path)' without declaring it ('- \(Self.item(path, folder))' in its deps would)"
    case .wrote(let path, let folder):
      "it wrote '\(path)' without declaring it ('- \(Self.item(path, folder))' in its outs would)"
    case .changedInput(let path): "it changed its input '\(path)'"
    case .readOutside(let path):
      "it reads '\(path)', outside the sandbox ('sandbox: {read: [\(path)]}' would allow it)"
    case .wroteOutside(let path): "it writes to '\(path)', outside the sandbox"
    }
  }

  /// A path as the stage would write it.
  private static func item(_ path: RelativePath, _ folder: RelativePath) -> String {
    String(decoding: path.relative(to: folder), as: UTF8.self)
  }
}

/// What a sandboxed command came to.
package struct SandboxVerdict: Hashable, Sendable {
  /// How the command failed, if it did.
  package var failure: String?
  /// What it touched and does not declare.
  package var findings: [SandboxFinding]
  /// What it asked for and did well without: no failure, and why it may have made something else.
  package var suspects: [SandboxFinding] = []

  private static let advice = "if it misses a file here, 'lockstep repro --audit' tells what it reads"

  /// The verdict in one line; of a failure that nothing seen explains, how to find out what it misses.
  package var text: String {
    let why = findings.isEmpty ? [Self.advice] : findings.map(\.description)
    return ([failure].compactMap { $0 } + why).joined(separator: "; ")
  }
}
