/// Reads numbers with a unit: durations and amounts of memory.
package enum UnitText {
  /// The longest duration: a thousand days.
  private static let longest = 86_400_000 * 1000

  /// The duration that `text` spells: `90`, `1.5`, `500ms`, `30s`, `10m`, `2h`, `1d`; nil where it spells none.
  static func duration(_ text: String) -> Duration? {
    let units = ["": 1000, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    return value(text, units, most: longest).map { .milliseconds($0) }
  }

  /// The number of bytes that `text` spells: `4096`, `512MB`, `1.5GB`, `4GiB`; nil where it spells none.
  package static func bytes(_ text: String) -> Int? {
    let units = [
      "": 1, "B": 1, "KB": 1000, "kB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
      "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
    ]
    return value(text, units, most: 1 << 60)
  }

  /// The number times its unit, rounded up; at most three digits behind the point count.
  private static func value(_ text: String, _ units: [String: Int], most: Int) -> Int? {
    var rest = text.utf8[...]
    let whole = rest.prefix(while: isDigit)
    rest = rest.dropFirst(whole.count)
    var thousandths = 0
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: isDigit)
      guard (1...3).contains(digits.count) else { return nil }
      rest = rest.dropFirst(1 + digits.count)
      guard let read = Int(String(Substring(digits)) + String(repeating: "0", count: 3 - digits.count)) else {
        return nil
      }
      thousandths = read
    }
    let unitText = String(Substring(rest.drop { $0 == UInt8(ascii: " ") }))
    guard let number = Int(String(Substring(whole))), let unit = units[unitText] else { return nil }
    let (product, overflow) = number.multipliedReportingOverflow(by: unit)
    guard !overflow, product <= most else { return nil }
    // A unit is at most 2^40, so that a thousand of it is far from the end of the numbers.
    return min(most, product + (thousandths * unit + 999) / 1000)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
