/// The project's own source of random numbers: xoshiro256**, seeded by SplitMix64.
///
/// The algorithms are those of D. Blackman and S. Vigna; the numbers are the same on every machine and
/// for ever, which the standard library does not promise of its own.
package struct RandomGenerator: RandomNumberGenerator, Sendable {
  private var a: UInt64
  private var b: UInt64
  private var c: UInt64
  private var d: UInt64
  private var spareNormal: Double?

  /// The stream of `seed` and of the numbers in `stream`; another stream for any other numbers.
  package init(seed: UInt64, stream: UInt64...) {
    var state = seed
    for number in stream { state = Self.mix(&state) ^ (number &* 0xd1342543de82ef95) }
    a = Self.mix(&state)
    b = Self.mix(&state)
    c = Self.mix(&state)
    d = Self.mix(&state)
  }

  /// The next step of SplitMix64.
  private static func mix(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// 64 random bits.
  package mutating func next() -> UInt64 {
    let result = rotate(b &* 5, by: 7) &* 9
    let shifted = b << 17
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= shifted
    d = rotate(d, by: 45)
    return result
  }

  private func rotate(_ word: UInt64, by bits: UInt64) -> UInt64 { word << bits | word >> (64 - bits) }

  /// A number of 53 random bits, uniform in [0, 1).
  package mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number of the standard normal distribution, by Marsaglia's polar method.
  package mutating func normal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * uniform() - 1
      let y = 2 * uniform() - 1
      let square = x * x + y * y
      guard square < 1, square > 0 else { continue }
      let scale = (-2 * RealFunctions.log(square) / square).squareRoot()
      spareNormal = y * scale
      return x * scale
    }
  }
}
