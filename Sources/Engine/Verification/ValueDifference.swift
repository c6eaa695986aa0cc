import Documents
import PipelineModel

/// How far apart two numbers may be and still count as the same.
struct NumberTolerance {
  var relative: Double
  var absolute: Double

  /// The same text.
  static let none: NumberTolerance? = nil

  /// Whether one integer is close enough to another, whose difference is exact.
  func allows(_ old: Int, _ new: Int) -> Bool {
    let (difference, isLarge) = old.subtractingReportingOverflow(new)
    if isLarge { return allows(Double(old), Double(new)) }
    return difference == 0 || Double(difference.magnitude) <= absolute + relative * Double(old.magnitude)
  }

  /// Whether `new` is close enough to `old`: within `absolute + relative × |old|`; NaN equals NaN.
  func allows(_ old: Double, _ new: Double) -> Bool {
    if old == new || (old.isNaN && new.isNaN) { return true }
    guard old.isFinite, new.isFinite else { return false }
    return (old - new).magnitude <= absolute + relative * old.magnitude
  }
}

/// The values that differ between two JSON documents.
enum JSONDifference {
  /// One line for each value that is not the same, named as a param key is; nil where one of the two is no JSON.
  static func values(_ old: [UInt8], _ new: [UInt8], _ tolerance: NumberTolerance?) -> [String]? {
    guard let before = try? JSONReader.read(old, file: "recorded", nonFinite: true),
      let after = try? JSONReader.read(new, file: "made again", nonFinite: true)
    else { return nil }
    var lines: [String] = []
    compare(before.root, after.root, "", tolerance, &lines)
    return lines
  }

  // The reader bounds the depth.
  private static func compare(
    _ old: Node?, _ new: Node?, _ path: String, _ tolerance: NumberTolerance?, _ lines: inout [String]
  ) {
    guard let old, let new else {
      if (old == nil) != (new == nil) {
        lines.append("\(name(path)) is \(old == nil ? "new" : "missing")")
      }
      return
    }
    switch (old.value, new.value) {
    case (.mapping(let before), .mapping(let after)):
      var names = before.entries.map(\.key)
      names += after.entries.map(\.key).filter { before[$0] == nil }
      for name in names {
        let key = ParamKey([name]).description
        compare(before[name], after[name], path.isEmpty ? key : "\(path).\(key)", tolerance, &lines)
      }
    case (.sequence(let before), .sequence(let after)):
      for index in 0..<max(before.count, after.count) {
        compare(
          index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
          "\(path)[\(index)]", tolerance, &lines)
      }
    case (.scalar(let before), .scalar(let after)):
      if before.type == after.type, before.text == after.text { return }
      if let tolerance, isAllowed(before, after, tolerance) { return }
      lines.append("\(name(path)) is \(text(after)), was \(text(before))")
    default: lines.append("\(name(path)) is \(new.kindName), was \(old.kindName)")
    }
  }

  private static func isAllowed(_ old: Scalar, _ new: Scalar, _ tolerance: NumberTolerance) -> Bool {
    if old.type == .int, new.type == .int, let one = Int(old.text), let other = Int(new.text) {
      return tolerance.allows(one, other)
    }
    guard let one = old.double, let other = new.double else { return false }
    return tolerance.allows(one, other)
  }

  private static func name(_ path: String) -> String { path.isEmpty ? "the value" : "'\(path)'" }

  private static func text(_ scalar: Scalar) -> String {
    scalar.type == .string ? "\"\(scalar.text)\"" : scalar.text
  }
}

/// The cells that differ between two tables of text.
enum TextTable {
  /// One line for each cell that is not the same, or the counts of rows where those differ; empty where cells say nothing.
  static func differences(_ old: [UInt8], _ new: [UInt8], separator: UInt8) -> [String] {
    let before = rows(old)
    let after = rows(new)
    if before.count != after.count { return ["\(count(after.count, "line")) instead of \(before.count)"] }
    guard let header = before.first else { return [] }
    let names = cells(header, separator)
    var lines: [String] = []
    for (number, pair) in zip(before, after).enumerated() where pair.0 != pair.1 {
      let (one, other) = (cells(pair.0, separator), cells(pair.1, separator))
      guard one.count == other.count else {
        lines.append("line \(number + 1) has \(count(other.count, "cell")) instead of \(one.count)")
        continue
      }
      for (column, cell) in zip(one, other).enumerated() where cell.0 != cell.1 {
        let name = column < names.count && number > 0 ? "'\(names[column])'" : "column \(column + 1)"
        lines.append("line \(number + 1), \(name) is \(cell.1), was \(cell.0)")
      }
    }
    return lines
  }

  /// The lines, the last of which may have no end.
  private static func rows(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let rows = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
    return rows.last?.isEmpty ?? false ? rows.dropLast() : rows
  }

  private static func count(_ number: Int, _ noun: String) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(noun)s"
  }

  /// The cells of a line; a separator in double quotes belongs to its cell.
  private static func cells(_ line: ArraySlice<UInt8>, _ separator: UInt8) -> [String] {
    var isQuoted = false
    var found: [String] = []
    var start = line.startIndex
    for index in line.indices {
      if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
      if line[index] == separator, !isQuoted {
        found.append(String(decoding: line[start..<index], as: UTF8.self))
        start = index + 1
      }
    }
    return found + [String(decoding: line[start...], as: UTF8.self)]
  }
}
