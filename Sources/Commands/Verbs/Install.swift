import Arguments
import Diagnostics
import Documents
import Engine
import History
import Identity
import Platform

/// `lockstep install`: git hooks, and the merge driver of locks.
struct Install: Command {
  static let spec = CommandSpec(
    name: "lockstep install", summary: "set up git hooks and the merge driver of locks",
    discussion: """
      Writes the hooks post-checkout, which runs 'lockstep checkout' after a change of branch, and pre-commit, which \
      shows 'lockstep status'. Tells git to merge locks stage by stage with 'lockstep merge-lock', and names them in \
      the project's .gitattributes, which is to be committed. Works in linked work trees and with core.hooksPath.

      A hook of somebody else is never overwritten: nothing is changed then, and the lines to add to it are shown. With \
      these in it the rest is set up. Several projects of one repository share the hooks. With --undo, all of it that is \
      this project's is taken away, and what others wrote stays.
      """,
    options: [OptionSpec("undo", help: "take away what 'lockstep install' set up for this project")],
    exits: [.done, .stageFailed, .usage],
    examples: [
      .init("lockstep install", "once in each clone"),
      .init("lockstep install --undo", "git as it was before"),
    ])

  private let asJSON: Bool
  private let undoes: Bool

  init(_ arguments: ParsedArguments) throws {
    asJSON = arguments.has("json")
    undoes = arguments.has("undo")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let context = try ProjectContext(environment)
    let root = context.project.workspace.path
    let tree = try Self.workTree(root, environment)
    let setup = GitSetup(tree: tree, project: root)
    let done = try undoes ? setup.undo() : setup.install()
    if asJSON {
      environment.write([
        "changes": .array(done.map { ["what": .string($0.what), "changed": .bool($0.isChanged)] })
      ])
    } else {
      let words = undoes ? (changed: "removed", same: "not set") : (changed: "set up", same: "stands")
      for step in done { environment.print("\(step.isChanged ? words.changed : words.same)  \(step.what)") }
    }
    return .done
  }

  private static func workTree(_ root: AbsolutePath, _ environment: Environment) throws -> GitWorkTree {
    do {
      return try GitWorkTree(holding: root, environment: environment.variables)
    } catch GitWorkTree.Problem.noGit {
      throw Diagnostic("there is no git on PATH", hint: "hooks and merge drivers are git's")
    } catch GitWorkTree.Problem.noWorkTree {
      throw Diagnostic(
        "'\(root)' is in no git work tree", hint: "run 'git init' first: hooks and merge drivers are git's")
    }
  }
}
