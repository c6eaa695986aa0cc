// `killed-runner N VERB`: what `lockstep repro` or `lockstep checkout` does in the working folder, by a process that
// is killed (SIGKILL) before the N-th change that it makes to state on disk. With N 0 it makes them all, and prints
// each. `killed-runner N interrupt` is `lockstep repro -j 2` that gets INT just as the N-th command is to begin. For
// tests of what such runs leave; the released program knows nothing of it.

import Engine
import Identity
import PipelineModel
import Platform

let words = Array(CommandLine.arguments.dropFirst())
guard words.count == 2, let number = Int(words[0]), ["repro", "checkout", "interrupt"].contains(words[1])
else {
  StandardStream.error.write(Array("usage: killed-runner N repro|checkout|interrupt\n".utf8))
  CurrentProcess.exit(2)
}
CurrentProcess.exit(try run(words[1], number))

/// Does `verb` and returns the status that the process ends with.
///
/// A function, so that the lock and its guard are gone when it returns.
func run(_ verb: String, _ number: Int) throws -> Int32 {
  let isInterrupted = verb == "interrupt"
  let killer = isInterrupted ? nil : Killer(before: number)
  let project = try Project(root: CurrentProcess.workingFolder(), observer: killer)
  let session = try WriteSession(project, command: "killed-runner") { _ in }
  let selection = try StageSelection([], in: session.model, folder: .root, reach: .upstream)
  if verb == "checkout" {
    _ = try Checkout(session).run(selection.stages)
    return 0
  }
  let run = try Reproduction(
    session, selection: selection, options: PlanOptions(), keepGoing: false,
    room: Room(jobs: isInterrupted ? 2 : 1), environment: CurrentProcess.environment,
    observer: Interrupter(before: isInterrupted ? number : 0))
  let result = try run.execute()
  if let error = result.error { throw error }
  return result.interruption.map { 128 + $0 } ?? (result.hasFailures ? 1 : 0)
}
