package import Diagnostics
package import Tables

/// A file that holds a table, of which columns are read when they are needed.
package struct TableSource: Sendable {
  /// The file.
  package let file: FilePlace
  /// The names of its columns, in order.
  package let names: [String]
  private let threads: Int
  /// The whole table, of a format that is not read by column.
  private let whole: Table?

  /// Opens the file; `threads: 0` reads on one thread per processor.
  package init(_ file: FilePlace, threads: Int = 0) throws(Diagnostic) {
    self.file = file
    self.threads = threads
    do throws(TableError) {
      if let names = try TableFile.columnNames(file.path, named: file.name) {
        self.names = names
        whole = nil
      } else {
        let table = try Self.wholeTable(file)
        names = table.names
        whole = table
      }
    } catch { throw error.diagnostic }
  }

  /// The table in a text file; ids such as 00017 are texts, whatever they look like.
  private static func wholeTable(_ file: FilePlace) throws(TableError) -> Table {
    do {
      return try TableFile.read(file.path, named: file.name, types: ["user_id": .text])
    } catch {
      // A table without ids may still be what is wanted.
      guard case .noColumn = error.problem else { throw error }
      return try TableFile.read(file.path, named: file.name)
    }
  }

  /// The column of that name.
  ///
  /// - Throws: `Diagnostic` where there is none.
  package func column(_ name: String) throws(Diagnostic) -> Column {
    guard names.contains(name) else {
      throw file.problem(
        "there is no column '\(name)'", hint: DidYouMean.hint(for: name, among: names))
    }
    if let column = whole?[name] { return column }
    do throws(TableError) {
      let table = try TableFile.read(
        file.path, columns: [name], named: file.name, threads: Parallel.count(threads))
      guard let column = table[name] else { throw TableError(.noColumn(existing: names), column: name) }
      return column
    } catch { throw error.diagnostic }
  }

  /// The column of that name as true and false, from 0 and 1 (also 0.0 and "0"), or booleans.
  ///
  /// - Throws: `Diagnostic` that names the first row that holds anything else.
  package func flags(_ name: String) throws(Diagnostic) -> [Bool] {
    let column = try column(name)
    func checked<Element>(
      _ values: Values<Element>, _ flag: (Element) -> Bool?
    ) throws(Diagnostic) -> [Bool] {
      var flags: [Bool] = []
      flags.reserveCapacity(values.count)
      for (row, element) in values.elements.enumerated() {
        guard values.validity[row] else {
          throw file.problem("there is no value, where 0 or 1 is needed", column: name, row: row)
        }
        guard let flag = flag(element) else {
          throw file.problem("'\(element)' is neither 0 nor 1", column: name, row: row)
        }
        flags.append(flag)
      }
      return flags
    }
    switch column {
    case .bool(let values): return try checked(values) { $0 }
    case .int64(let values): return try checked(values) { $0 == 0 ? false : $0 == 1 ? true : nil }
    case .float64(let values): return try checked(values) { $0 == 0 ? false : $0 == 1 ? true : nil }
    case .string(let texts):
      // A column of a text file is text as soon as one of its fields is.
      let all = Values(texts.codes.map { texts.dictionary[Int($0)] }, validity: texts.validity)
      return try checked(all) { $0 == "0" ? false : $0 == "1" ? true : nil }
    case .timestamp: throw wrongType(name, column, needed: "0 or 1")
    }
  }

  /// The error of a column that holds what is not needed.
  package func wrongType(_ name: String, _ column: Column, needed: String) -> Diagnostic {
    let held =
      switch column {
      case .int64: "integers"
      case .float64: "numbers"
      case .bool: "booleans"
      case .string: "text"
      case .timestamp: "times"
      }
    return file.problem("it holds \(held), where \(needed) is needed", column: name)
  }
}

extension FilePlace {
  /// An error of this file as a whole, with what to do about it.
  func problem(_ message: String, hint: String?) -> Diagnostic {
    var problem = problem(message)
    problem.hint = hint
    return problem
  }

  /// Puts `table` in its place, whole or not at all, in the format of its suffix.
  package func replace(with table: Table, threads: Int = 0) throws(Diagnostic) {
    do throws(TableError) {
      try TableFile.write(table, to: path, named: name, threads: Parallel.count(threads))
    } catch { throw error.diagnostic }
  }
}
