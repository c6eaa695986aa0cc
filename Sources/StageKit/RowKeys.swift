package import Diagnostics
import Learning
import Tables

/// The user and the month of every row of a file, as the file has them.
package struct RowKeys: Sendable {
  /// The file.
  package let file: FilePlace
  /// The users that occur, in any order; a text may stand there twice.
  let users: TextDictionary
  /// For each row its user, as an index into `users`.
  let userCodes: [Int32]
  /// For each row its month.
  let months: [Month]

  /// The number of rows.
  package var count: Int { userCodes.count }

  /// Reads the columns `user_id` (text or integers) and `month`.
  ///
  /// - Throws: `Diagnostic` where there are no rows, or that names the first row without user or month, or whose
  ///   month is none.
  package init(_ source: TableSource) throws(Diagnostic) {
    file = source.file
    let (user, month) = (try source.column("user_id"), try source.column("month"))
    guard user.count > 0 else { throw file.problem("there are no rows") }
    (users, userCodes) = try Self.users(user, source)
    months = try Self.months(month, source)
  }

  /// The users and months of rows that were read already.
  init(file: FilePlace, users: TextDictionary, userCodes: [Int32], months: [Month]) {
    self.file = file
    self.users = users
    self.userCodes = userCodes
    self.months = months
  }

  private static func users(
    _ column: Column, _ source: TableSource
  ) throws(Diagnostic) -> (TextDictionary, [Int32]) {
    if let row = (0..<column.count).first(where: { !column.validity[$0] }) {
      throw source.file.problem("there is no user", column: "user_id", row: row)
    }
    switch column {
    case .string(let texts): return (texts.dictionary, texts.codes)
    case .int64(let numbers):
      var dictionary = TextDictionary()
      var codes: [Int64: Int32] = [:]
      let coded = numbers.elements.map { number in
        if let code = codes[number] { return code }
        let code = Int32(dictionary.count)
        dictionary.append(String(number))
        codes[number] = code
        return code
      }
      return (dictionary, coded)
    default: throw source.wrongType("user_id", column, needed: "text or integers")
    }
  }

  private static func months(
    _ column: Column, _ source: TableSource
  ) throws(Diagnostic) -> [Month] {
    func problem(_ text: String?, _ row: Int) -> Diagnostic {
      source.file.problem(
        text.map { "'\($0)' is not the last day of a month, such as 2020-04-30" } ?? "there is no month",
        column: "month", row: row)
    }
    switch column {
    case .string(let texts):
      let known = texts.dictionary.map { Month($0) }
      return try (0..<texts.count).map { (row) throws(Diagnostic) in
        guard texts.validity[row] else { throw problem(nil, row) }
        guard let month = known[Int(texts.codes[row])] else { throw problem(texts[row], row) }
        return month
      }
    case .timestamp(let times):
      var last: (time: Int64, month: Month)?
      return try (0..<times.count).map { (row) throws(Diagnostic) in
        guard times.validity[row] else { throw problem(nil, row) }
        let time = times.elements[row]
        if let last, last.time == time { return last.month }
        guard let month = Month(nanoseconds: time) else {
          throw problem(Instant.text(ofNanoseconds: time), row)
        }
        last = (time, month)
        return month
      }
    default: throw source.wrongType("month", column, needed: "a date such as 2020-04-30")
    }
  }
}

/// Points in time as text, for messages.
enum Instant {
  /// `2020-04-15`, or with the time of day where it is not midnight: `2020-04-15T12:30:00Z`.
  static func text(ofNanoseconds nanoseconds: Int64) -> String {
    let perDay: Int64 = 86_400_000_000_000
    let (quotient, rest) = nanoseconds.quotientAndRemainder(dividingBy: perDay)
    let day = rest < 0 ? quotient - 1 : quotient
    let seconds = Int((rest < 0 ? rest + perDay : rest) / 1_000_000_000)
    let date = Month.dateText(ofDay: Int(day))
    if rest == 0 { return date }
    let parts = [seconds / 3600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return "\(date)T\(parts.joined(separator: ":"))Z"
  }
}
