import Arguments
import Documents
import Engine
import Identity
import Migration
import Platform

/// `lockstep import dvc`: makes a project of a DVC project.
struct ImportDVC: Command {
  static let spec = CommandSpec(
    name: "lockstep import dvc", summary: "turn a DVC project into one of lockstep, running nothing again",
    discussion: """
      Writes a pipeline.yaml beside each dvc.yaml, .lockstepignore beside .dvcignore, and the results of dvc.lock into \
      pipeline.lock: of each stage whose command, deps, params and outs are exactly what dvc.lock says, by their MD5. \
      Every other stage is left to run, with the reason. What is missing in the workspace and in DVC's cache is put back. \
      Nothing of DVC's is changed or removed.
      """,
    positionals: [
      PositionalSpec("DIR", .optional, help: "the root of the DVC project; default: this folder")
    ],
    options: [OptionSpec("dry", help: "show what would be done, and do nothing")],
    exits: [.done, .stageFailed, .usage, .invalid],
    examples: [.init("lockstep import dvc --dry", "see what would be carried over")])

  private let folder: String
  private let isDry: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    folder = arguments.text("DIR") ?? "."
    isDry = arguments.has("dry")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let root = try CurrentProcess.resolved(
      AbsolutePath(resolving: folder, against: environment.workingFolder))
    var dvc = try DVCImport(root: root)
    if !isDry {
      try dvc.carryOut(environment: environment.variables) { environment.note("waiting for \($0)") }
    }
    if asJSON { environment.write(json(dvc.report)) } else { print(dvc.report, environment) }
    return .done
  }

  private func print(_ report: ImportReport, _ environment: Environment) {
    let style = environment.style
    for file in report.files {
      environment.print(
        PlanText.line(
          "write", "\(file.made)", width: 0, text: "from \(file.source)", style))
    }
    for path in report.putBack {
      environment.print(PlanText.line("put back", "\(path)", width: 0, text: "from DVC's cache", style))
    }
    let width = report.stages.map { "\($0.id)".count }.max() ?? 0
    for (stage, verdict) in report.stages {
      switch verdict {
      case .carriedOver: environment.print(PlanText.line("kept", "\(stage)", width: width, text: "", style))
      case .leftToRun(let why):
        environment.print(PlanText.line("to run", "\(stage)", width: width, text: why, style))
      }
    }
    if !report.remarks.isEmpty {
      environment.print("\nnot as it was:")
      for remark in report.remarks { environment.print("  \(remark.subject): \(remark.text)") }
      environment.print("")
    }
    let kept = report.stages.count { $0.verdict == .carriedOver }
    environment.print(
      "\(Quantity.count(report.stages.count, "stage")): \(kept) \(isDry ? "would be carried over" : "carried over")"
        + ", \(report.stages.count - kept) left to run"
        + (report.remarks.isEmpty ? "" : "; \(Quantity.count(report.remarks.count, "thing")) not as it was"))
  }

  private func json(_ report: ImportReport) -> JSONValue {
    [
      "files": .array(
        report.files.map { ["from": .string("\($0.source)"), "path": .string("\($0.made)")] }),
      "put_back": .array(report.putBack.map { .string("\($0)") }),
      "stages": .array(
        report.stages.map { stage, verdict in
          if case .leftToRun(let why) = verdict {
            return ["stage": .string("\(stage)"), "verdict": "left to run", "reason": .string(why)]
          }
          return ["stage": .string("\(stage)"), "verdict": "carried over", "reason": .null]
        }),
      "remarks": .array(
        report.remarks.map { ["subject": .string($0.subject), "text": .string($0.text)] }),
    ]
  }
}
