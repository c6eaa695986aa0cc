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
let isInterrupted = words[1] == "interrupt"
let killer = Killer(before: isInterrupted ? 0 : number)
let project = try Project(root: CurrentProcess.workingFolder(), observer: isInterrupted ? nil : killer)
let session = try WriteSession(project, command: "killed-runner") { _ in }
let selection = try StageSelection([], in: session.model, folder: .root, reach: .upstream)
if words[1] == "checkout" {
  _ = try Checkout(session).run(selection.stages)
} else {
  let run = try Reproduction(
    session, selection: selection, options: PlanOptions(), keepGoing: false,
    room: Room(jobs: isInterrupted ? 2 : 1), environment: CurrentProcess.environment,
    observer: Interrupter(before: isInterrupted ? number : 0))
  let result = try run.execute()
  if let error = result.error { throw error }
  CurrentProcess.exit(result.interruption.map { 128 + $0 } ?? (result.hasFailures ? 1 : 0))
}
