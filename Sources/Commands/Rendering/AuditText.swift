import Documents
import Engine
import Identity

/// What `repro --audit` found, as lines and as a member of the report.
enum AuditText {
  /// One line for each thing that is not declared.
  static func lines(_ audit: Audit, _ style: TextStyle) -> String {
    var lines: [String] = []
    for stage in audit.unwatched {
      lines.append(
        PlanText.line(
          "unwatched", stage.description, width: 0,
          text: "this machine does not let its processes be watched", style))
    }
    for (stage, findings) in audit.findings {
      for finding in findings {
        lines.append(
          PlanText.line("undeclared", stage.description, width: 0, text: finding.description, style))
      }
    }
    if lines.isEmpty, audit.count > 0 {
      lines = ["all that the stages read and wrote in the project is declared"]
    }
    return lines.map { $0 + "\n" }.joined()
  }

  /// `"undeclared": [{"stage", "kind", "path", "finding"}]`.
  static func json(_ audit: Audit) -> (String, JSONValue) {
    let entries = audit.findings.flatMap { stage, findings in
      findings.map { finding -> JSONValue in
        [
          "stage": .string(stage.description), "kind": .string(finding.kind), "path": .string(finding.path),
          "finding": .string(finding.description),
        ]
      }
    }
    return ("undeclared", .array(entries))
  }
}
