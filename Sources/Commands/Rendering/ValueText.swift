import Documents
import History
import Identity
import PipelineModel

/// Values of metrics and params files as people and programs read them.
struct ValueText {
  /// The most significant digits of a number that is not whole; nil for all.
  var digits: Int?
  /// Whether numbers stand as they are written in their file.
  var asWritten = false

  /// The text of a cell; `-` where there is no value.
  private func cell(_ value: ParamValue?) -> String {
    guard let value else { return "-" }
    switch value.type {
    case .string: return Self.shown(value.text)
    case .list: return Self.shortened(value.text)
    case .int: return value.text
    case .float:
      guard !asWritten, let number = Number(value) else { return value.text }
      let text = number.text(digits: digits)
      // A whole number that is written with a point keeps it.
      return text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
        ? "\(text).0" : text
    case .null, .bool, .map: return value.text
    }
  }

  /// The text of a change; `-` where there is none.
  private func cell(_ change: Number?) -> String { change?.text(digits: digits) ?? "-" }

  /// The cell of a value.
  func tableCell(_ value: ParamValue?) -> TableText.Cell {
    TableText.Cell(
      cell(value), exact: value.map(Self.exact) ?? "", isNumber: value?.type == .int || value?.type == .float)
  }

  /// The cell of a change.
  func tableCell(_ change: Number?) -> TableText.Cell {
    TableText.Cell(cell(change), exact: change?.text() ?? "", isNumber: change != nil)
  }

  /// The cell of a change in percent: three digits say enough.
  func tableCell(percent: Double?) -> TableText.Cell {
    guard let percent else { return TableText.Cell("-", exact: "") }
    let sign = percent > 0 ? "+" : ""
    return TableText.Cell(
      "\(sign)\(Number.double(percent).text(digits: 3))%", exact: Number.double(percent).text(),
      isNumber: true)
  }

  /// A value with every digit, as a program reads it in a table.
  private static func exact(_ value: ParamValue) -> String {
    guard value.type == .float, let number = Number(value), !number.double.isFinite else { return value.text }
    return number.text()
  }

  /// A string in quotes where without them it would be taken for something else.
  private static func shown(_ text: String) -> String {
    let isPlain = Scalar(plain: text).type == .string && text.first != " " && text.last != " "
    return isPlain ? text : JSONWriter().text(.string(text))
  }

  /// How much of a list is shown.
  private static let longest = 60

  private static func shortened(_ text: String) -> String {
    text.count <= longest ? text : text.prefix(longest - 2) + "…]"
  }

  /// The value for programs, with every digit of its text; NaN and the infinities are strings.
  static func json(_ value: ParamValue?) -> JSONValue {
    guard let value else { return .null }
    switch value.type {
    case .null: return .null
    case .bool: return JSONValue(Node(.scalar(Scalar(value.text, type: .bool))))
    case .int: return JSONValue(Node(.scalar(Scalar(value.text, type: .int))))
    case .float: return JSONValue(Node(.scalar(Scalar(value.text, type: .float))))
    case .string: return .string(value.text)
    case .list, .map:
      // The text of a list is YAML that reads back as the list.
      let root = (try? YAMLReader.read(Array(value.text.utf8), file: "a list", limits: .data))?.root
      return root.map(JSONValue.init) ?? .string(value.text)
    }
  }

  /// The change for programs.
  static func json(_ change: Number) -> JSONValue {
    switch change {
    case .exact(let exact): .number(exact.description)
    case .double(let double): .double(double)
    }
  }

  /// A file as the user writes its path, standing in `folder`.
  static func path(_ path: RelativePath, from folder: RelativePath) -> String {
    String(decoding: path.relative(to: folder), as: UTF8.self)
  }
}
