import CPlatform
import Glibc

/// The machine's clocks.
package enum SystemClock {
  /// Nanoseconds since 1970-01-01T00:00:00Z.
  package static var now: Int64 { read(CLOCK_REALTIME) }
  /// Nanoseconds since some fixed moment; never set back.
  package static var monotonic: Int64 { read(CLOCK_MONOTONIC) }

  private static func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    // SAFETY: `time` is ours for the length of this call; both clocks always exist.
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Stops the calling thread for at least `nanoseconds`.
  package static func sleep(nanoseconds: Int64) {
    let end = monotonic + nanoseconds
    var left = nanoseconds
    while left > 0 {
      var time = timespec(tv_sec: Int(left / 1_000_000_000), tv_nsec: Int(left % 1_000_000_000))
      // SAFETY: `time` is ours for the length of this call; nothing is reported back.
      unsafe nanosleep(&time, nil)
      left = end - monotonic
    }
  }
}
