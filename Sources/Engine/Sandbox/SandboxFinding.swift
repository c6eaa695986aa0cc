import Documents
package import Identity
package import Platform

/// Something that a stage touched and does not declare.
package enum SandboxFinding: Hashable, Sendable {
  /// It asked for a file of the project that it does not declare; its own paths are relative to `from`.
  case read(RelativePath, from: RelativePath)
  /// It wrote a file in the project that is no out of it; its own paths are relative to `from`.
  case wrote(RelativePath, from: RelativePath)
  /// It changed one of its own inputs.
  case changedInput(RelativePath)
  /// It wrote a file into a folder that is an input of it.
  case wroteInto(RelativePath, input: RelativePath)
  /// It asked for something of the project by its place on this machine, which a sandbox does not show.
  case byPlace(RelativePath, AbsolutePath)
  /// It asked for something outside the project that the sandbox does not show.
  case readOutside(AbsolutePath)
  /// It tried to write outside its tree.
  case wroteOutside(AbsolutePath)
  /// It may read something of the project that is not there, as written in `sandbox.read`.
  case listedMissing(String)

  /// What it did, in a word.
  package var kind: String {
    switch self {
    case .read: "read"
    case .wrote: "wrote"
    case .changedInput: "changed_input"
    case .wroteInto: "wrote_into_input"
    case .byPlace: "by_place"
    case .readOutside: "read_outside"
    case .wroteOutside: "wrote_outside"
    case .listedMissing: "listed_missing"
    }
  }

  /// What it touched: relative to the root where it lies in the project.
  package var path: String {
    switch self {
    case .read(let path, _), .wrote(let path, _), .changedInput(let path), .wroteInto(let path, _):
      path.description
    case .byPlace(_, let path), .readOutside(let path), .wroteOutside(let path): path.description
    case .listedMissing(let text): text
    }
  }

  /// How a stage that works in `folder` names `path` in its own lists; nil where no text can.
  static func item(_ path: RelativePath, from folder: RelativePath) -> String? {
    let bytes = path.relative(to: folder)
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.utf8.elementsEqual(bytes) else { return nil }
    return text.split(separator: "${", omittingEmptySubsequences: false).joined(separator: "\\${")
  }
}

extension SandboxFinding: CustomStringConvertible {
  /// What it did, and the line that would declare it.
  package var description: String {
    switch self {
    case .read(let path, let folder):
      "it reads '\(path)' without declaring it\(Self.line(path, folder, "deps"))"
    case .wrote(let path, let folder):
      "it wrote '\(path)' without declaring it\(Self.line(path, folder, "outs"))"
    case .changedInput(let path): "it changed its input '\(path)'"
    case .wroteInto(let path, let input):
      "it wrote '\(path)' into its input '\(input)' (what programs leave in it can stand in .lockstepignore)"
    case .byPlace(let path, let place):
      "it asks for '\(place)', which a sandbox does not show ('$LOCKSTEP_ROOT/\(path)' would be there)"
    case .readOutside(let path):
      "it reads '\(path)', outside the sandbox ('sandbox: {read: [\(Self.inList(path))]}' would allow it)"
    case .wroteOutside(let path): "it writes to '\(path)', outside the sandbox"
    case .listedMissing(let text): "'\(text)' of its 'sandbox.read' is not there"
    }
  }

  private static func line(_ path: RelativePath, _ folder: RelativePath, _ list: String) -> String {
    item(path, from: folder).map { " ('- \(YAMLScalarText.string($0))' in its \(list) would)" } ?? ""
  }

  private static func inList(_ path: AbsolutePath) -> String {
    YAMLScalarText.string(path.description, in: .flow)
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
