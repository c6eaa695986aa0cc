extension Duration {
  /// The duration in whole nanoseconds, as far as they can be counted.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    // Three centuries are for ever, and leave the clock room.
    return overflow || whole > .max / 2 ? .max / 2 : whole + attoseconds / 1_000_000_000
  }
}
