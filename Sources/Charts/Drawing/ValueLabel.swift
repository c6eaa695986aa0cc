/// Numbers inside a drawing, in a few digits.
package enum ValueLabel {
  /// `value` in about four significant digits, whole numbers in full: `0.2609`, `1018`, `2.13e-7`; `-` for NaN.
  package static func text(_ value: Double) -> String {
    if value.isNaN { return "-" }
    if value.isInfinite { return value > 0 ? "inf" : "-inf" }
    if value == 0 { return "0" }
    let size = abs(value)
    if size < 1e15, size >= 1e4 || value == value.rounded() { return String(Int(value.rounded())) }
    // 0.30103 is log10 2; the guess is at most one too small.
    var power = Int((Double(size.exponent) * 0.30103).rounded(.down))
    while let next = Double("1e\(power + 1)"), size >= next { power += 1 }
    guard let unit = Double("1e\(power - 3)"), unit > 0 else { return value.description }
    let multiple = (value / unit).rounded()
    guard abs(multiple) < 1e6 else { return value.description }
    return DecimalTick(multiple: Int(multiple), exponent: power - 3).text
  }

  /// A share in percent: `12.5 %`.
  package static func percent(_ share: Double) -> String {
    guard share.isFinite, abs(share) < 1e6 else { return text(share) }
    let tenths = Int((share * 1000).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10) %"
  }
}
