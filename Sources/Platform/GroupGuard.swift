import CPlatform
import Glibc

/// Ends the process groups of a run that is killed: a process that outlives it just as long as that takes.
///
/// The kernel kills only the leader of a group with the process that started it. The guard is told of each group
/// before its program begins, and kills them all as soon as the run is gone without having said that they are.
package final class GroupGuard: Sendable {
  /// Where the guard is told of groups.
  let socket: CInt
  /// The run's lock, held by the guard and by all that a stage starts: it lasts as long as one of them lives; -1 for none.
  let lock: CInt
  private let process: pid_t

  /// Starts a guard that shares `lock`.
  package init(sharing lock: borrowing FileLock) throws(SystemError) {
    let shared = try FileDescriptor(
      lockstep_share_descriptor(lock.descriptor.number), "share", Array("the lock".utf8))
    (process, socket) = try Self.start(sharing: shared.number)
    self.lock = shared.release()
  }

  /// Starts a guard for a process that has no lock, as it only reads.
  package init() throws(SystemError) {
    (process, socket) = try Self.start(sharing: -1)
    lock = -1
  }

  private static func start(sharing lock: CInt) throws(SystemError) -> (process: pid_t, socket: CInt) {
    var socket: CInt = -1
    // SAFETY: `socket` is ours for the length of this call.
    let process = unsafe lockstep_start_guard(lock, &socket)
    guard process > 0 else { throw SystemError.last("start", Array("the guard of the stages".utf8)) }
    return (process, socket)
  }

  /// Says that the group of `leader` is gone.
  func forget(_ leader: pid_t) { _ = lockstep_tell_guard(socket, -leader) }

  deinit {
    // Nobody else has the socket: the guard ends.
    close(socket)
    if lock >= 0 { close(lock) }
    while waitpid(process, nil, 0) < 0 && errno == EINTR { continue }
  }
}
