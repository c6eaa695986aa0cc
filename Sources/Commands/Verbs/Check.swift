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
      Names every object and every run record that is damaged, every object that a tree or the lock names and that is \
      missing, with the outs and stages whose it is, by the lock or else by earlier results; and every entry of the \
      lock whose key is not that of its inputs, as after an edit by hand. Changes nothing without --repair. Whether the lock fits the project is another question: 'lockstep status' answers it.

      With --repair, what is damaged is moved to 'damaged/' in the cache, outs that stand in the workspace as the lock \
      has them are stored again, and folders of earlier results that cannot be given back in whole are taken out. What \
      is wrong after that is shown, and 'lockstep repro' makes it anew.
      """,
    options: [
      OptionSpec("repair", help: "put right what has a good copy, and set aside what has none"),
      OptionSpec("no-wait", help: "with --repair: fail where another process holds the project's lock"),
    ],
    exits: [.done, .usage, .invalid, .inconsistent, .locked],
    examples: [
      .init("lockstep check", "is the cache sound?"),
      .init("lockstep check --repair", "make it sound; status 5 if something could not be healed"),
    ])

  private let asJSON: Bool
  private let repairs: Bool
  private let waits: Bool

  init(_ arguments: ParsedArguments) throws {
    asJSON = arguments.has("json")
    repairs = arguments.has("repair")
    waits = !arguments.has("no-wait")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    guard repairs else {
      let findings = try CacheFindings(context.project, ProjectModel(context.project))
      return show(findings, after: nil, environment)
    }
    let session = try context.session(for: "check", waits: waits, in: environment)
    let repair = try CacheRepair(session)
    return show(repair.rest, after: repair, environment)
  }

  private func show(
    _ findings: CacheFindings, after repair: CacheRepair?, _ environment: Environment
  ) -> ExitStatus {
    if asJSON {
      environment.write(CheckReport.json(findings, after: repair))
    } else {
      CheckReport(environment).show(findings, after: repair)
    }
    return findings.isClean ? .done : .inconsistent
  }
}
