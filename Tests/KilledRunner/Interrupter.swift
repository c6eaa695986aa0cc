import Engine
import Identity
import PipelineModel
import Platform

/// Sends INT to this process when the command of a number, counted from 1, is to begin; nobody else is told of the run.
final class Interrupter: RunObserver {
  private let number: Int
  private var count = 0

  init(before number: Int) { self.number = number }

  func stageBegins(_ plan: StagePlan, command: Stage.Command) {
    count += 1
    if count == number { interruptOwnProcess() }
  }

  /// The signal is pending when this returns: whoever watches for it has not looked yet.
  private func interruptOwnProcess() {
    guard let shell = AbsolutePath("/bin/sh"), let top = AbsolutePath("/") else {
      preconditionFailure("absolute paths")
    }
    let child = ChildProcess(
      program: shell, arguments: ["sh", "-c", "kill -INT $PPID"], environment: [], folder: top)
    guard var process = try? Coprocess(child) else { preconditionFailure("a shell can be started") }
    process.endInput()
    while (try? process.readLine(limit: 80)) != nil { continue }
  }

  func stagePrinted(_ id: StageID, _ stream: ChildProcess.Stream, _ bytes: [UInt8]) {}
  func runWaits(_ progress: RunProgress) {}
  func stageRetries(_ id: StageID, after failure: StageFailure, attempt: Int, of attempts: Int) {}
  func stageEnded(_ summary: StageSummary) {}
  func note(_ text: String) {}
}
