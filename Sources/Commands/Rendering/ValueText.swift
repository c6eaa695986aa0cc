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
  private func cell(_ value: ParamValue?, _ digits: Int?) -> String {
    guard let value else { return "-" }
    switch value.type {
    case .string: return Self.shown(value.text)
    case .list where asWritten: return value.text
    case .list: return ListText.of(value) { cell($0, digits) }
    case .float where !asWritten: return Self.number(value, digits)
    case .null, .bool, .int, .float, .map: return value.text
    }
  }

  private static func number(_ value: ParamValue, _ digits: Int?) -> String {
    guard let number = Number(value) else { return value.text }
    let text = number.text(digits: digits)
    // A whole number that is written with a point keeps it.
    let keepsPoint =
      number.isWhole && value.text.utf8.contains(UInt8(ascii: "."))
      && text.utf8.allSatisfy { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) }
    return keepsPoint ? "\(text).0" : text
  }

  /// The cell of a value.
  func tableCell(_ value: ParamValue?) -> TableText.Cell {
    Self.tableCell(value, ListText.cut(cell(value, digits)))
  }

  private static func tableCell(_ value: ParamValue?, _ text: String) -> TableText.Cell {
    TableText.Cell(
      text, exact: value.map(exact) ?? "", isNumber: value?.type == .int || value?.type == .float)
  }

  /// The cells of two values that are not the same, in as many digits as it takes to see that.
  func tableCells(_ old: ParamValue?, differingFrom new: ParamValue?) -> (TableText.Cell, TableText.Cell) {
    var texts = (cell(old, digits), cell(new, digits))
    var more = digits ?? Self.mostDigits
    while texts.0 == texts.1, more < Self.mostDigits {
      more += 1
      // What the digits of a double do not tell, all that are written do.
      let shown = more < Self.mostDigits ? more : nil
      texts = (cell(old, shown), cell(new, shown))
    }
    let cut = ListText.cut(texts.0, unlike: texts.1)
    return (Self.tableCell(old, cut.0), Self.tableCell(new, cut.1))
  }

  /// More digits than any double has.
  private static let mostDigits = 40

  /// The text of a change; `-` where there is none.
  private func cell(_ change: Number?) -> String { change?.text(digits: digits) ?? "-" }

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
    switch value.type {
    case .string: return shown(value.text)
    case .list: return ListText.of(value, exact)
    case .float:
      guard let number = Number(value), !number.double.isFinite else { return value.text }
      return number.text()
    case .null, .bool, .int, .map: return value.text
    }
  }

  /// A string in quotes where without them it would be taken for something else: a number, a null, a list, or no value.
  private static func shown(_ text: String) -> String {
    let isPlain =
      Scalar(plain: text).type == .string && text != "-" && !nonFinite.contains(text.lowercased())
      && !["\"", "[", "{", " "].contains(text.first) && text.last != " "
    return isPlain ? text : JSONWriter().text(.string(text))
  }

  /// How tables write what is not finite, and how programs do.
  private static let nonFinite: Set = ["nan", "inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]

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
      return value.listed.map(JSONValue.init) ?? (value.type == .map ? .object([]) : .string(value.text))
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
