import Identity
import Platform

/// Who holds the project's lock, as the lock file says: `process 12 on host: lockstep repro`.
struct LockHolder: CustomStringConvertible {
  private let identifier: Int32
  private let host: String
  private let command: String

  /// This process, which does `command`.
  init(command: String) {
    identifier = CurrentProcess.identifier
    host = CurrentProcess.hostName
    self.command = command
  }

  /// The holder that `text` names; nil where it names none.
  init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: false)
    guard words.count == 5, words[0] == "process", let number = Int32(words[1]), words[2] == "on",
      words[3].last == ":"
    else { return nil }
    identifier = number
    host = String(words[3].dropLast())
    command = String(words[4])
  }

  var description: String { "\(process) on \(host): \(command)" }

  /// The process, for people.
  var process: String { "process \(identifier)" }

  /// What holds the lock at `path` though the process that took it is gone; nil while that lives, or on another machine.
  func left(of path: RelativePath, in own: Folder) -> LockHolders? {
    guard host == CurrentProcess.hostName, let holders = LockHolders(of: path, in: own), !holders.hasTaker,
      !holders.heirs.isEmpty
    else { return nil }
    return holders
  }
}

extension LockHolders {
  /// What inherited the lock, for people.
  var names: String { heirs.map(\.description).joined(separator: ", ") }
}
