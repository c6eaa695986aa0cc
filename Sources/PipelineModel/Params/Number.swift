import Documents

/// A number of a metrics or params file: exact where its text is decimal.
package enum Number: Sendable {
  /// With every digit of its text.
  case exact(ExactDecimal)
  /// Rounded, or NaN or an infinity.
  case double(Double)

  /// The number that `value` is; nil for what is none, booleans included, and for one too large or too small for a
  /// double whose digits are not known, which would pass for an infinity or for zero.
  package init?(_ value: ParamValue) {
    switch value.type {
    case .int, .float:
      if let exact = ExactDecimal(value.text) {
        self = .exact(exact)
        return
      }
      let scalar = Scalar(value.text, type: value.type == .int ? .int : .float)
      // `0x1f` and `0o17` are exact too.
      if let exact = scalar.int.flatMap({ ExactDecimal($0.description) }) {
        self = .exact(exact)
      } else if let double = scalar.double, Self.isFaithful(double, to: value.text) {
        self = .double(double)
      } else {
        return nil
      }
    case .null, .bool, .string, .list, .map: return nil
    }
  }

  /// Whether an infinity or a zero is one in its text as well.
  private static func isFaithful(_ double: Double, to text: String) -> Bool {
    if double.isInfinite { return !text.utf8.contains { (0x30...0x39).contains($0) } }
    return double != 0
      || !text.utf8.prefix { $0 | 0x20 != UInt8(ascii: "e") }.contains { (0x31...0x39).contains($0) }
  }

  /// Whether it has nothing behind its point; no double is known to have none.
  package var isWhole: Bool {
    switch self {
    case .exact(let exact): exact.isWhole
    case .double: false
    }
  }

  /// The nearest double.
  package var double: Double {
    switch self {
    case .exact(let exact): Double(exact.description) ?? .nan
    case .double(let double): double
    }
  }

  /// Whether both are the same number; a NaN is the same as a NaN.
  package static func same(_ a: Number, _ b: Number) -> Bool {
    if case .exact(let a) = a, case .exact(let b) = b { return a == b }
    return a.double == b.double || a.double.isNaN && b.double.isNaN
  }

  /// `a - b`: exact where both are, else in doubles.
  package static func difference(_ a: Number, _ b: Number) -> Number {
    if case .exact(let a) = a, case .exact(let b) = b, let exact = ExactDecimal.difference(a, b) {
      return .exact(exact)
    }
    return .double(a.double - b.double)
  }

  /// The number in at most `digits` significant digits, but all before its point; all without a limit.
  ///
  /// What is not finite is `nan`, `inf` or `-inf`.
  package func text(digits: Int? = nil) -> String {
    switch self {
    case .exact(let exact): return (digits.map(exact.rounded) ?? exact).description
    case .double(let double):
      guard double.isFinite else { return double.isNaN ? "nan" : double > 0 ? "inf" : "-inf" }
      guard let exact = ExactDecimal(double.description) else { return double.description }
      return Number.exact(exact).text(digits: digits)
    }
  }
}
