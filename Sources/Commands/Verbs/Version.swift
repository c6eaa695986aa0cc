import Arguments
import Documents
import Engine
import PipelineModel
import Platform
import Store

/// `lockstep version`: the program, the commit it was built from, and the formats it reads and writes.
struct Version: Command {
  static let spec = CommandSpec(
    name: "lockstep version", summary: "show the version, the commit, and the formats it reads and writes",
    exits: [.done, .usage])

  private let asJSON: Bool

  init(_ arguments: ParsedArguments) { asJSON = arguments.has("json") }

  /// The formats and the versions that are written and read.
  private static let formats: [(name: String, version: Int)] = [
    ("pipeline.yaml", 1), ("pipeline.lock", LockFile.schema), ("stage key", Int(StageKeyEncoding.version)),
    ("tree", TreeManifest.version), ("run record", RunRecords.version), ("journal", Journal.version),
    ("stat cache", StatCache.version), ("standstill", Standstill.version),
  ]

  func run(in environment: Environment) async throws -> ExitStatus {
    if asJSON {
      environment.write(
        [
          "version": .string(BuildInfo.version), "commit": .string(BuildInfo.commit),
          "formats": .object(Self.formats.map { ($0.name, .int($0.version)) }),
        ])
    } else {
      environment.print("lockstep \(BuildInfo.version) (\(BuildInfo.commit))")
      environment.print("formats: " + Self.formats.map { "\($0.name) \($0.version)" }.joined(separator: ", "))
    }
    return .done
  }
}
