import Platform

/// How much the fault tests do: little with every commit, much where `LOCKSTEP_FAULTS=nightly` is set (`make faults`).
package enum FaultAmount {
  /// Whether this is the long run.
  package static let isNightly = CurrentProcess.environment.contains {
    $0.name == "LOCKSTEP_FAULTS" && $0.value == "nightly"
  }

  /// How often, with every commit and in the long run.
  package static func times(_ few: Int, nightly many: Int) -> Int { isNightly ? many : few }

  /// How long a fuzzer tries, in nanoseconds: `LOCKSTEP_FUZZ_SECONDS`, or a second, or a minute in the long run.
  package static var fuzzing: Int64 {
    let asked = CurrentProcess.environment.first { $0.name == "LOCKSTEP_FUZZ_SECONDS" }
      .flatMap { Int64($0.value) }
    return (asked ?? (isNightly ? 60 : 1)) * 1_000_000_000
  }

  /// Says what was done, for the closing note of a long run.
  package static func report(_ text: String) {
    if isNightly { StandardStream.error.write(Array("faults: \(text)\n".utf8)) }
  }
}

/// Random numbers that are the same in every run: SplitMix64.
package struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// A generator that starts with `seed`.
  package init(seed: UInt64) { state = seed }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
