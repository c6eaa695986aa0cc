import Documents
import Engine
import Identity
import PipelineModel
import Store

/// What `check` found and did, as lines or as JSON.
struct CheckReport {
  private let environment: Environment

  init(_ environment: Environment) { self.environment = environment }

  private func line(_ state: String, _ text: String) {
    environment.print(PlanText.line(state, text, width: 0, text: "", environment.style))
  }

  /// One line for each thing, then the sum.
  func show(_ findings: CacheFindings, after repair: CacheRepair?) {
    if let repair { show(repair) }
    let report = findings.report
    for digest in report.damaged { line("damaged", "object \(digest)" + uses(of: digest, findings)) }
    for missing in report.missing {
      line(
        "missing",
        "object \(missing.digest), named by tree \(missing.tree.short)" + uses(of: missing.digest, findings))
    }
    for object in report.unreadable { line("unreadable", object.reason + uses(of: object.digest, findings)) }
    for record in findings.records { line("damaged", "run record '\(record)'") }
    for out in findings.lost {
      line("missing", "object \(out.digest), out '\(out.path)' of stage '\(out.stage)'")
    }
    for stage in findings.contradictory {
      line(
        "damaged",
        "lock entry of stage '\(stage)': its key is not that of its inputs; 'lockstep repro' puts it right")
    }
    for path in report.strangers { line("stranger", "'\(path)' is no object") }
    environment.print(
      "\(Quantity.count(report.objects, "object")), \(Quantity.size(report.bytes)): "
        + (findings.isClean ? "all good" : Quantity.count(findings.count, "problem")))
    // Against an entry that an edit by hand made wrong no copy helps: its line says what does.
    if findings.count > findings.contradictory.count { environment.note(Self.whatNow(after: repair)) }
  }

  /// Whose an object is, in a few words.
  private func uses(of digest: Digest, _ findings: CacheFindings) -> String {
    let uses = findings.uses[digest]
    guard let first = uses.first else { return ", named by nothing that is whole" }
    let place = first.path == first.out ? "" : "'\(first.path)' in "
    let stage = first.stage.map { " of stage '\($0)'" } ?? " of an earlier result"
    return ", \(place)out '\(first.out)'\(stage)" + (uses.count > 1 ? ", and \(uses.count - 1) more" : "")
  }

  private static func whatNow(after repair: CacheRepair?) -> String {
    repair == nil
      ? "'lockstep check --repair' stores again what stands in the workspace as the lock has it, and sets aside the rest"
      : "what is wrong now has no good copy; 'lockstep repro' makes it anew"
  }

  private func show(_ repair: CacheRepair) {
    for digest in repair.setAside { line("set aside", "object \(digest)") }
    for record in repair.records { line("set aside", "run record '\(record)'") }
    for out in repair.restored { line("stored", "out '\(out.path)' of stage '\(out.stage)', as it stands") }
  }

  /// The same facts for programs.
  static func json(_ findings: CacheFindings, after repair: CacheRepair?) -> JSONValue {
    let report = findings.report
    var fields: [(String, JSONValue)] = [
      ("objects", .int(report.objects)), ("bytes", .int(Int(report.bytes))),
      ("damaged", .array(report.damaged.map { .string($0.hex) })),
      (
        "missing",
        .array(
          report.missing.map { ["digest": .string($0.digest.hex), "tree": .string($0.tree.hex)] }
            + findings.lost.map(json))
      ),
      ("unreadable", .array(report.unreadable.map { .string($0.reason) })),
      ("records", .array(findings.records.map { .string($0.description) })),
      ("contradictory", .array(findings.contradictory.map { .string($0.description) })),
      ("strangers", .array(report.strangers.map { .string($0.description) })),
      ("uses", uses(findings)),
    ]
    if let repair {
      fields.append(
        (
          "repaired",
          [
            "set_aside": .array(repair.setAside.map { .string($0.hex) }),
            "records": .array(repair.records.map { .string($0.description) }),
            "stored": .array(repair.restored.map(json)),
          ]
        ))
    }
    return .object(fields)
  }

  /// Of each object that something is wrong with, the outs that hold it.
  private static func uses(_ findings: CacheFindings) -> JSONValue {
    .object(
      findings.report.wrongObjects.sorted().map { digest in
        (digest.hex, .array(findings.uses[digest].map(json)))
      })
  }

  private static func json(_ use: ObjectUses.Use) -> JSONValue {
    [
      "stage": JSONValue(use.stage?.description), "out": .string(use.out.description),
      "path": .string(use.path.description),
    ]
  }

  private static func json(_ out: CacheFindings.LostOut) -> JSONValue {
    [
      "digest": .string(out.digest.hex), "stage": .string(out.stage.description),
      "out": .string(out.path.description),
    ]
  }
}
