/// About how wide text is, without a font at hand.
///
/// The advance widths of a common sans-serif face, widened so that wider faces fit as well. It is an estimate on the
/// safe side: text is shortened a little early rather than too late.
enum TextMetrics {
  /// Advance widths of U+0020…U+007E in thousandths of the font's size.
  private static let widths: [Int] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
  ]

  /// How much wider than the table a face may be.
  private static let allowance = 1.18

  /// The width of `text` at `size`.
  static func width(_ text: String, size: Double, isBold: Bool = false) -> Double {
    let thousandths = text.unicodeScalars.reduce(0) { $0 + width($1) }
    return Double(thousandths) / 1000 * size * allowance * (isBold ? 1.08 : 1)
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case 0x20..<0x7F: widths[Int(scalar.value) - 0x20]
    case 0x2026: 1000
    case 0..<0x250: 600
    case 0x250..<0x1100: 700
    default: 1100
    }
  }

  /// Which end of a text that is too wide stays.
  enum Kept { case beginning, end }

  /// `text`, cut where it is wider than `width`, with `…` for what is gone; empty where nothing fits.
  static func fitted(
    _ text: String, width: Double, size: Double, isBold: Bool = false, keeping kept: Kept = .beginning
  ) -> String {
    let line = text.contains { $0.isNewline } ? String(text.map { $0.isNewline ? " " : $0 }) : text
    if self.width(line, size: size, isBold: isBold) <= width { return line }
    let room = width - self.width("…", size: size, isBold: isBold) - 1e-6
    guard room >= 0 else { return "" }
    var (count, used) = (0, 0.0)
    for character in kept == .end ? Array(line.reversed()) : Array(line.prefix(2000)) {
      used += self.width(String(character), size: size, isBold: isBold)
      guard used <= room else { break }
      count += 1
    }
    return kept == .end ? "…" + line.suffix(count) : line.prefix(count) + "…"
  }

  /// `text` in at most `lines` lines, broken between words; the last ends with `…` where that is not enough.
  static func wrapped(
    _ text: String, width: Double, size: Double, lines most: Int, isBold: Bool = false
  ) -> [String] {
    var lines: [String] = []
    var line = ""
    var words = text.split { $0.isWhitespace }[...]
    while let word = words.first {
      let longer = line.isEmpty ? String(word) : "\(line) \(word)"
      let isFull = !line.isEmpty && self.width(longer, size: size, isBold: isBold) > width
      if isFull, lines.count + 1 < most {
        lines.append(line)
        line = ""
      } else {
        line = longer
        words = words.dropFirst()
        if line.count > 2000 { break }
      }
    }
    return (lines + (line.isEmpty ? [] : [line])).map { fitted($0, width: width, size: size, isBold: isBold) }
  }
}
