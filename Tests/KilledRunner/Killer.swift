import Platform
import Synchronization

/// Kills this process before the change of a number, counted from 1; says each change that comes before it.
final class Killer: MutationObserver {
  private let number: Int
  private let count = Mutex(0)

  init(before number: Int) { self.number = number }

  func willApply(_ mutation: Mutation) throws(SystemError) {
    let now = count.withLock { count in
      count += 1
      return count
    }
    StandardStream.output.write(Array("\(now) \(mutation)\n".utf8))
    if now == number { try killOwnProcess() }
  }

  /// A signal that cannot be caught, sent by another process.
  private func killOwnProcess() throws(SystemError) {
    guard let shell = AbsolutePath("/bin/sh"), let top = AbsolutePath("/") else {
      preconditionFailure("absolute paths")
    }
    let child = ChildProcess(
      program: shell, arguments: ["sh", "-c", "kill -KILL $PPID"], environment: [], folder: top)
    _ = try ProcessRunner().run(child, signals: SignalWatch()) { _, _ in }
    preconditionFailure("a process that was killed goes on")
  }
}
