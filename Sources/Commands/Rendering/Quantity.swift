/// How quantities are shown to people.
enum Quantity {
  /// `820 ms`, `1.21 s`, `12.3 s`, `2 min 05 s`, from nanoseconds.
  static func duration(_ nanoseconds: Int64) -> String {
    let milliseconds = max(0, nanoseconds) / 1_000_000
    if milliseconds < 1000 { return "\(milliseconds) ms" }
    if milliseconds < 10_000 { return decimal(milliseconds / 10, places: 2) + " s" }
    if milliseconds < 60_000 { return decimal(milliseconds / 100, places: 1) + " s" }
    let seconds = (milliseconds + 500) / 1000
    if seconds < 3600 { return "\(seconds / 60) min \(padded(seconds % 60)) s" }
    return "\(seconds / 3600) h \(padded(seconds % 3600 / 60)) min"
  }

  /// `12 B`, `3.4 KiB`, `210 MiB`, from bytes.
  static func size(_ bytes: Int64) -> String {
    var tenths = max(0, bytes) * 10
    if bytes < 1024 { return "\(bytes) B" }
    for unit in ["KiB", "MiB", "GiB", "TiB"] {
      tenths = (tenths + 512) / 1024
      if tenths < 100 { return decimal(tenths, places: 1) + " " + unit }
      if tenths < 10_240 { return "\((tenths + 5) / 10) \(unit)" }
    }
    return "\(tenths / 10) TiB"
  }

  /// `1 stage`, `2 stages`.
  static func count(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }

  private static func decimal(_ scaled: Int64, places: Int) -> String {
    let scale: Int64 = places == 2 ? 100 : 10
    let fraction = String(scaled % scale)
    return "\(scaled / scale)." + String(repeating: "0", count: places - fraction.count) + fraction
  }

  private static func padded(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
