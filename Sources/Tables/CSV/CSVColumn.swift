/// One column of a CSV file while it is read, with what its fields so far allow it to be.
///
/// A column is of the first of these types that all its fields allow: integer, number, boolean, time, text.
/// Digits that do not fit in 64 bits or follow a 0 are names, which only text can hold. A field that is empty
/// or blank is a missing value, but for text, where only an empty field without quotes is.
struct CSVColumn {
  /// The type that was declared, if one was.
  let declared: CSVOptions.ColumnType?
  /// Whether a field has shown, too late, that the column is text: it is to be read again, declared so.
  private(set) var isMistaken = false
  /// What the column is, or nil while it has no value.
  private var type: CSVOptions.ColumnType?
  private var validity = ValidityBuilder()
  private var hasBlanks = false
  private var count = 0
  // One of these has an element a row, by type; times are integers.
  private var integers: [Int64] = []
  private var numbers: [Double] = []
  private var booleans: [Bool] = []
  private var codes: [Int32] = []
  private var interner = TextInterner()
  private var memo = TextMemo()

  /// A column of a declared type or one yet to be inferred.
  init(_ declared: CSVOptions.ColumnType?) {
    self.declared = declared
    type = declared
  }

  /// Adds a field; an error says only what is wrong with it.
  mutating func append(_ field: CSVScanner.Field, in bytes: RawSpan) throws(TableError) {
    if isMistaken { return }
    guard field.hasEscapes else { return try append(bytes, field.range, isQuoted: field.isQuoted) }
    let content = field.unescaped(in: bytes)
    // SAFETY: the array outlives the call, and its elements are plain bytes.
    try unsafe append(content.span.bytes, 0..<content.count, isQuoted: true)
  }

  private mutating func append(_ bytes: RawSpan, _ range: Range<Int>, isQuoted: Bool) throws(TableError) {
    switch type {
    case .integer:
      let value = NumberText.integer(bytes, range)
      if case .value(let integer) = value {
        integers.append(integer)
        return accept()
      }
      if declared == nil, case .other = value, let number = NumberText.number(bytes, range) {
        become(.number)
        numbers.append(number)
        return accept()
      }
    case .number:
      if let number = NumberText.number(bytes, range), declared != nil || !isName(bytes, range) {
        numbers.append(number)
        return accept()
      }
    case .boolean:
      if let boolean = NumberText.boolean(bytes, range) {
        booleans.append(boolean)
        return accept()
      }
    case .time:
      if let time = TimeText.parse(bytes, range) {
        integers.append(time)
        return accept()
      }
    case .text:
      guard isQuoted || !range.isEmpty else { return appendMissing() }
      codes.append(try code(bytes, range))
      return accept()
    case nil where !isBlank(bytes, range):
      decide(bytes, range)
      if !isMistaken { try append(bytes, range, isQuoted: isQuoted) }
      return
    case nil: break
    }
    if isBlank(bytes, range) {
      hasBlanks = hasBlanks || isQuoted || !range.isEmpty
      appendMissing()
    } else if let declared {
      let shown = bytes.array(range.lowerBound..<min(range.upperBound, range.lowerBound + 60))
      throw TableError(.notOfType(declared.article, text: String(decoding: shown, as: UTF8.self)))
    } else {
      isMistaken = true
    }
  }

  /// The column of all fields.
  func finish() -> Column {
    let validity = validity.finish()
    return switch type {
    case .integer: .int64(Values(integers, validity: validity))
    case .number: .float64(Values(numbers, validity: validity))
    case .boolean: .bool(Values(booleans, validity: validity))
    case .time: .timestamp(Values(integers, validity: validity))
    case .text: .string(StringValues(codes: codes, dictionary: interner.dictionary, validity: validity))
    case nil: .float64(Values([Double](repeating: 0, count: count), validity: validity))
    }
  }

  private mutating func code(_ bytes: RawSpan, _ range: Range<Int>) throws(TableError) -> Int32 {
    let ends = TextMemo.Ends(bytes, range)
    if range.count <= 16, let code = memo.code(ends, range.count) { return code }
    guard let code = interner.intern(bytes, range) else { throw TableError(.notUTF8) }
    if range.count <= 16 { memo.remember(ends, range.count, code) }
    return code
  }

  private mutating func accept() {
    count += 1
    validity.append(true)
  }

  private mutating func appendMissing() {
    count += 1
    validity.append(false)
    switch type {
    case .integer, .time: integers.append(0)
    case .number: numbers.append(0)
    case .boolean: booleans.append(false)
    case .text: codes.append(0)
    case nil: break
    }
  }

  /// Decides the type by the first value.
  private mutating func decide(_ bytes: RawSpan, _ range: Range<Int>) {
    let integer = NumberText.integer(bytes, range)
    if case .value = integer {
      become(.integer)
    } else if case .other = integer, NumberText.number(bytes, range) != nil {
      become(.number)
    } else if NumberText.boolean(bytes, range) != nil {
      become(.boolean)
    } else if TimeText.parse(bytes, range) != nil {
      become(.time)
    } else if hasBlanks {
      isMistaken = true
    } else {
      become(.text)
    }
  }

  /// Gives the column a type; so far it has none, or integers that become numbers.
  private mutating func become(_ type: CSVOptions.ColumnType) {
    switch type {
    case .integer, .time: integers = [Int64](repeating: 0, count: count)
    case .number:
      numbers = integers.isEmpty ? [Double](repeating: 0, count: count) : integers.map(Double.init)
      integers = []
    case .boolean: booleans = [Bool](repeating: false, count: count)
    case .text: codes = [Int32](repeating: 0, count: count)
    }
    self.type = type
  }

  private func isName(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
    guard range.count > 18 else { return false }
    return if case .name = NumberText.integer(bytes, range) { true } else { false }
  }

  private func isBlank(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
    range.allSatisfy { bytes.integer(at: $0, as: UInt8.self) == UInt8(ascii: " ") }
  }
}
