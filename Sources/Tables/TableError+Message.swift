package import Diagnostics

extension TableError {
  /// What is wrong and where, for people.
  package var diagnostic: Diagnostic {
    let span =
      if let file, let line { SourceSpan(file: file, line: line, column: 1) } else { nil as SourceSpan? }
    return Diagnostic(place(named: span == nil) + sentence, at: span, hint: hint)
  }

  private func place(named isFileNamed: Bool) -> String {
    var parts: [String] = []
    if isFileNamed, let file { parts.append("'\(file)'") }
    if let column { parts.append("column '\(column)'") }
    if let row { parts.append("row \(row)") }
    return parts.isEmpty ? "" : parts.joined(separator: ", ") + ": "
  }

  private var sentence: String {
    switch problem {
    case .system(let reason): reason
    case .unknownSuffix: "the name does not say what kind of table the file holds"
    case .empty: "the file is empty"
    case .wrongFormat(let expected, nil): "this is not \(expected.rawValue)"
    case .wrongFormat(_, let found?): "this is \(found.rawValue)"
    case .damaged(let what): "the file is damaged: \(what)"
    case .tooLarge(let what): "the table is too large: \(what)"

    case .noColumn: "there is no such column"
    case .repeatedColumn: "two columns have this name"
    case .unsupportedType(let type): "columns of type \(type) cannot be read"
    case .wrongType(let found, let needed): "this holds \(found), where \(needed) is needed"
    case .differentColumns(let expected, let found):
      "the columns differ: \(Self.list(found)) cannot follow \(Self.list(expected))"

    case .integerTooLarge(let value): "\(value) is more than \(Int64.max), the largest integer that is read"
    case .timeOutOfRange: "the time is outside 1677-09-21 to 2262-04-11, the range of nanoseconds in 64 bits"
    case .timeFinerThanUnit: "the time is finer than the milliseconds in which times are to be written"
    case .notUTF8: "the text is not UTF-8"
    case .noSuchEntry(let index): "index \(index) is outside the column's dictionary"

    case .fieldCount(let found, let expected):
      "this row has \(found) \(found == 1 ? "field" : "fields"), the header has \(expected)"
    case .unclosedQuote: "a quote that is opened here is never closed"
    case .textAfterQuote: "there is text between a closing quote and the end of its field"
    case .notOfType(let type, let text): "'\(text)' is not \(type)"
    }
  }

  private var hint: String? {
    switch problem {
    case .unknownSuffix: "names that end in .feather, .arrow, .csv or .tsv are read and written"
    case .wrongFormat(_, .feather1):
      "write it again with pyarrow.feather.write_feather(table, path, version=2)"
    case .wrongFormat(_, .arrowStream): "write it with pyarrow.ipc.new_file, or pandas' to_feather"
    case .wrongFormat(_, .parquet): "write it with pandas' to_feather"
    case .wrongFormat(.arrow, .text): "name it with the suffix .csv, if that is what it is"
    case .noColumn(let existing): "the columns are \(Self.list(existing))"
    case .unsupportedType: "read the other columns by name, or write this one as text or a number"
    default: nil
    }
  }

  /// The first few of some names.
  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0)'" }.joined(separator: ", ")
    return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
  }
}
