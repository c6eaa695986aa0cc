/// Order statistics of single-precision numbers in linear time.
enum Selection {
  /// The `rank`-th smallest (from 0) of the numbers that are not NaN, by counting their high and then
  /// their low 16 bits.
  ///
  /// - Precondition: there are more than `rank` such numbers.
  static func element(at rank: Int, of numbers: ArraySlice<Float>) -> Float {
    var counts = [Int](repeating: 0, count: 1 << 16)
    for number in numbers where !number.isNaN { counts[Int(key(number) >> 16)] += 1 }
    let (high, rest) = bucket(holding: rank, in: counts)
    counts = [Int](repeating: 0, count: 1 << 16)
    for number in numbers where !number.isNaN {
      let key = key(number)
      if Int(key >> 16) == high { counts[Int(key & 0xffff)] += 1 }
    }
    let (low, _) = bucket(holding: rest, in: counts)
    return number(ofKey: UInt32(high) << 16 | UInt32(low))
  }

  private static func bucket(holding rank: Int, in counts: [Int]) -> (bucket: Int, rest: Int) {
    var rest = rank
    for (index, count) in counts.enumerated() {
      if rest < count { return (index, rest) }
      rest -= count
    }
    preconditionFailure("the rank is below the number of numbers")
  }

  /// An integer that sorts as the number does.
  private static func key(_ number: Float) -> UInt32 {
    let bits = (number + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  private static func number(ofKey key: UInt32) -> Float {
    Float(bitPattern: key & 0x8000_0000 == 0 ? ~key : key & 0x7fff_ffff)
  }

  /// The `q`-quantile of the numbers that are not NaN, linearly interpolated between the two nearest
  /// ranks (type 7 of Hyndman and Fan, numpy's default); nil where there are none.
  static func quantile(_ q: Double, of numbers: ArraySlice<Float>) -> Float? {
    let count = numbers.count { !$0.isNaN }
    guard count > 0 else { return nil }
    let position = q * Double(count - 1)
    let below = Int(position.rounded(.down))
    let low = Double(element(at: below, of: numbers))
    let share = position - Double(below)
    guard share > 0 else { return Float(low) }
    let high = Double(element(at: below + 1, of: numbers))
    return Float(low + (high - low) * share)
  }
}
