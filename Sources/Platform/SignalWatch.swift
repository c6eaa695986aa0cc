import CPlatform
import Glibc

/// INT, TERM and HUP as data: blocked for this process and its threads, and read when we are ready for them.
package final class SignalWatch: Sendable {
  let number: CInt
  /// Ends the groups under way where this process is killed; nil where nothing changes on disk.
  let guardian: GroupGuard?

  /// Starts to watch; the signals no longer end the process by themselves.
  ///
  /// - Parameter guardian: who ends what is under way where this process is killed.
  package init(guardian: GroupGuard? = nil) throws(SystemError) {
    self.guardian = guardian
    number = try FileDescriptor(lockstep_watch_signals(), "watch", Array("signals".utf8)).release()
    // Orphans of a stage become our children, so that its whole group can be seen to its end.
    guard lockstep_become_subreaper() == 0 else {
      throw SystemError.last("adopt", Array("orphaned processes".utf8))
    }
  }

  deinit { close(number) }

  /// The next signal that arrived, or nil.
  package func next() -> Int32? {
    let signal = lockstep_next_signal(number)
    return signal == 0 ? nil : signal
  }

  /// Interrupted from the keyboard.
  package static let interrupt = SIGINT
  /// Asked to end.
  package static let terminate = SIGTERM
  /// The terminal went away.
  package static let hangUp = SIGHUP

  /// The usual name of a signal: `SIGTERM`.
  package static func name(_ signal: Int32) -> String {
    // SAFETY: the C function returns a static text or null.
    guard let text = unsafe lockstep_signal_name(signal) else { return "signal \(signal)" }
    return unsafe "SIG" + String(cString: text)
  }
}
