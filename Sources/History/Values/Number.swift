import Documents
package import PipelineModel

/// A number of a metrics or params file: exact where its text is decimal.
package enum Number: Sendable {
  /// With every digit of its text.
  case exact(ExactDecimal)
  /// Rounded, or NaN or an infinity.
  case double(Double)

  /// The number that `value` is; nil for what is none, booleans included.
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
      } else if let double = scalar.double {
        self = .double(double)
      } else {
        return nil
      }
    case .null, .bool, .string, .list, .map: return nil
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
