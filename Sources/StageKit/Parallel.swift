import Platform

/// Work on several threads whose results do not depend on how many.
package enum Parallel {
  /// How many threads `--threads` means: 0 is one per processor.
  static func count(_ threads: Int) -> Int { threads == 0 ? Threads.processorCount : threads }

  /// The results of `work` on `0..<count`, in that order.
  package static func map<Result: Sendable>(
    _ count: Int, threads: Int, _ work: @escaping @Sendable (Int) -> Result
  ) -> [Result] {
    Threads.map(count, threads: self.count(threads), work)
  }
}
