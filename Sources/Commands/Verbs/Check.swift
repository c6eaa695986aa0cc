import Arguments
import Documents
import Engine
import Identity
import PipelineModel
import Platform
import Store

/// `lockstep check`: reads the whole cache and compares every object with its name.
struct Check: Command {
  static let spec = CommandSpec(
    name: "lockstep check", summary: "read every object of the cache and compare it with its name",
    discussion: """
      Names every object that is damaged, every object that a tree or the lock names and that is missing, and every \
      entry of the lock whose key is not that of its inputs, as after an edit by hand. Changes nothing. Whether the \
      lock fits the project is another question: 'lockstep status' answers it.
      """,
    exits: [.done, .usage, .invalid, .inconsistent],
    examples: [.init("lockstep check", "is the cache sound?")])

  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws { asJSON = arguments.has("json") }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let store = try context.project.store()
    let report = try store.check()
    let model = try ProjectModel(context.project)
    let lost = try outsMissing(from: store, model)
    let contradictory = contradictions(model)
    if asJSON {
      environment.write(Self.json(report, lost, contradictory))
    } else {
      show(report, lost, contradictory, environment)
    }
    return report.isClean && lost.isEmpty && contradictory.isEmpty ? .done : .inconsistent
  }

  /// An out of the lock that the cache cannot give back.
  private struct LostOut {
    var stage: StageID
    var path: RelativePath
    var digest: Digest
  }

  private func outsMissing(from store: ObjectStore, _ model: ProjectModel) throws -> [LostOut] {
    var lost: [LostOut] = []
    for stage in model.graph.stages {
      let cached = Set(stage.outputs.filter(\.isCached).map(\.path))
      for out in model.lock.results[stage.id]?.outputs ?? [] where cached.contains(out.path) {
        guard try !store.contains(out.content.digest) else { continue }
        lost.append(LostOut(stage: stage.id, path: out.path, digest: out.content.digest))
      }
    }
    return lost
  }

  /// The stages whose entry in the lock was not written as it stands: its key is not that of its inputs.
  private func contradictions(_ model: ProjectModel) -> [StageID] {
    model.graph.stages.map(\.id).filter { stage in
      guard let record = model.lock.results[stage] else { return false }
      return SHA256Hasher.digest(of: StageKeyEncoding.encode(record.inputs)) != record.key
    }
  }

  private func show(
    _ report: CacheReport, _ lost: [LostOut], _ contradictory: [StageID], _ environment: Environment
  ) {
    let style = environment.style
    func line(_ state: String, _ text: String) {
      environment.print(PlanText.line(state, text, width: 0, text: "", style))
    }
    for digest in report.damaged { line("damaged", "object \(digest)") }
    for missing in report.missing {
      line("missing", "object \(missing.digest), named by tree \(missing.tree.short)")
    }
    for reason in report.unreadable { line("unreadable", reason) }
    for out in lost { line("missing", "object \(out.digest), out '\(out.path)' of stage '\(out.stage)'") }
    for stage in contradictory {
      line(
        "damaged",
        "lock entry of stage '\(stage)': its key is not that of its inputs; 'lockstep repro --force'")
    }
    for path in report.strangers { line("stranger", "'\(path)' is no object") }
    let problems =
      report.damaged.count + report.missing.count + report.unreadable.count + lost.count
      + contradictory.count
    environment.print(
      "\(Quantity.count(report.objects, "object")), \(Quantity.size(report.bytes)): "
        + (problems == 0 ? "all good" : Quantity.count(problems, "problem")))
  }

  private static func json(
    _ report: CacheReport, _ lost: [LostOut], _ contradictory: [StageID]
  ) -> JSONValue {
    [
      "objects": .int(report.objects), "bytes": .int(Int(report.bytes)),
      "damaged": .array(report.damaged.map { .string($0.hex) }),
      "missing": .array(
        report.missing.map { ["digest": .string($0.digest.hex), "tree": .string($0.tree.hex)] }
          + lost.map {
            [
              "digest": .string($0.digest.hex), "stage": .string($0.stage.description),
              "out": .string($0.path.description),
            ]
          }),
      "unreadable": .array(report.unreadable.map(JSONValue.string)),
      "contradictory": .array(contradictory.map { .string($0.description) }),
      "strangers": .array(report.strangers.map { .string($0.description) }),
    ]
  }
}
