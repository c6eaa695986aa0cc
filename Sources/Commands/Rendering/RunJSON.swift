import Diagnostics
import Documents
import Engine
import Identity

/// What became of a run and of its stages, for programs: the report of `--json`, and the events of `--events`.
enum RunJSON {
  /// What became of a stage.
  static func members(of summary: StageSummary) -> [(String, JSONValue)] {
    [
      ("stage", .string(summary.id.description)), ("ending", .string(summary.ending.rawValue)),
      ("reasons", .array(summary.reasons.map(JSONValue.string))),
      ("seconds", .double(Double(summary.wallTime / 1000) / 1e6)),
      ("attempts", .int(summary.attempts)),
      ("peak_memory", .int(Int(summary.peakMemory))),
      ("log", JSONValue(summary.log)),
    ]
  }

  /// The whole report.
  static func members(of result: RunResult, _ audit: Audit?) -> [(String, JSONValue)] {
    let members: [(String, JSONValue)] = [
      ("stages", .array(result.summaries.map { .object(Self.members(of: $0)) })),
      ("problems", .array(result.problems.map { .string($0.message) })),
      ("interrupted", .bool(result.interruption != nil)),
      ("error", JSONValue(result.error.map { "\($0)" })),
    ]
    return members + (audit.map { [AuditText.json($0)] } ?? [])
  }
}
