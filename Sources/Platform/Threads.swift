import CPlatform
import Glibc
import Synchronization

/// Blocking work on threads of its own, never on the cooperative pool.
package enum Threads {
  /// The number of processors that this process may use, at least 1.
  package static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

  /// The results of `work` on `0..<count`, in that order, computed by at most `threads` threads.
  ///
  /// Each thread takes the next index. With one thread or one item it all happens on the calling thread.
  package static func map<Result: Sendable>(
    _ count: Int, threads: Int = processorCount, _ work: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    map(count, threads: threads, tools: {}) { index, _ in work(index) }
  }

  /// The same, where each thread works with tools of its own, made when it starts.
  package static func map<Tools: ~Copyable, Result: Sendable>(
    _ count: Int, threads: Int = processorCount, tools: @Sendable () -> Tools,
    _ work: @Sendable (Int, borrowing Tools) -> Result
  ) -> [Result] {
    let workers = min(threads, count)
    guard workers > 1 else {
      let tools = tools()
      return (0..<count).map { work($0, tools) }
    }
    let next = Atomic<Int>(0)
    return unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
      // SAFETY: each index is taken by one thread, which fills it; all have returned when the array is used.
      nonisolated(unsafe) let slots = unsafe buffer
      parallel(workers) {
        let tools = tools()
        while true {
          let index = next.add(1, ordering: .relaxed).oldValue
          guard index < count else { return }
          // SAFETY: as above; the buffer has `count` elements.
          unsafe slots.initializeElement(at: index, to: work(index, tools))
        }
      }
      filled = count
    }
  }

  /// Runs `body` on a thread of its own, which nobody waits for; here and now where there is none to be had.
  package static func begin(_ body: @escaping @Sendable () -> Void) {
    var thread = pthread_t()
    // SAFETY: the box is retained here and released by the one thread that receives it.
    let box = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
    guard unsafe pthread_create(&thread, nil, runThreadBody, box) == 0 else {
      // SAFETY: no thread took the box over.
      unsafe Unmanaged<ThreadBody>.fromOpaque(box).release()
      return body()
    }
    pthread_detach(thread)
  }

  /// Runs `body` on `count` threads, the calling one among them, and returns when all have returned.
  private static func parallel(_ count: Int, _ body: @Sendable () -> Void) {
    withoutActuallyEscaping(body) { body in
      var threads: [pthread_t] = []
      for _ in 1..<count {
        var thread = pthread_t()
        // SAFETY: the box is retained here and released by the one thread that receives it.
        let box = unsafe Unmanaged.passRetained(ThreadBody(body)).toOpaque()
        let failed = unsafe pthread_create(&thread, nil, runThreadBody, box)
        if failed == 0 {
          threads.append(thread)
        } else {
          // SAFETY: no thread took the box over. The threads that did start do all the work.
          unsafe Unmanaged<ThreadBody>.fromOpaque(box).release()
        }
      }
      body()
      for thread in threads {
        pthread_join(thread, nil)
      }
    }
  }
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void
  init(_ run: @escaping @Sendable () -> Void) { self.run = run }
}

private func runThreadBody(_ box: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  // SAFETY: `parallel` passed a retained box and gave up its reference.
  if let box = unsafe box { unsafe Unmanaged<ThreadBody>.fromOpaque(box).takeRetainedValue().run() }
  return nil
}
