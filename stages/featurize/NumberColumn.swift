import Diagnostics
import Learning
import StageKit
import Tables

/// A column of numbers on its way through the recipe, NaN where missing.
struct NumberColumn {
  let name: String
  /// Where the numbers came from, one file after the other, with the number of rows of each.
  let origins: [(file: FilePlace, rows: Int)]
  private(set) var numbers: [Double]

  /// The numbers of a column of some files, one after the other.
  ///
  /// - Throws: `Diagnostic` where a number is infinite.
  init(_ name: String, _ columns: [(source: TableSource, column: Column)]) throws(Diagnostic) {
    self.name = name
    origins = columns.map { ($0.source.file, $0.column.count) }
    var numbers: [Double] = []
    numbers.reserveCapacity(columns.reduce(0) { $0 + $1.column.count })
    for (source, column) in columns {
      switch column {
      case .int64(let values): Self.append(values, to: &numbers) { Double($0) }
      case .float64(let values): Self.append(values, to: &numbers) { $0 }
      case .bool(let values): Self.append(values, to: &numbers) { $0 ? 1 : 0 }
      case .string, .timestamp: throw source.wrongType(name, column, needed: "numbers")
      }
    }
    self.numbers = numbers
    try require("is not finite") { !$0.isInfinite }
  }

  private static func append<Element>(
    _ values: Values<Element>, to numbers: inout [Double], _ number: (Element) -> Double
  ) {
    guard case .bits = values.validity else {
      for element in values.elements { numbers.append(number(element)) }
      return
    }
    for (row, element) in values.elements.enumerated() {
      numbers.append(values.validity[row] ? number(element) : .nan)
    }
  }

  /// Applies constants, clips and logarithms.
  ///
  /// - Throws: `Diagnostic` where a number has no logarithm.
  mutating func apply(_ recipe: Recipe) throws(Diagnostic) {
    if case .number(let constant) = recipe.missing[name] {
      for row in numbers.indices where numbers[row].isNaN { numbers[row] = constant }
    }
    if let range = recipe.clips[name] {
      for row in numbers.indices where !numbers[row].isNaN {
        numbers[row] = min(max(numbers[row], range.lowerBound), range.upperBound)
      }
    }
    if recipe.logs.contains(name) {
      try require("is not above -1, so log(1 + x) is not defined") { !($0 <= -1) }
      for row in numbers.indices { numbers[row] = RealFunctions.log1p(numbers[row]) }
    }
  }

  /// The number of edges that are at most each number.
  static func bucketed(_ numbers: [Double], edges: [Double]) -> [Double] {
    numbers.map { number in number.isNaN ? number : Double(edges.count { $0 <= number }) }
  }

  /// Refuses the first number that does not hold a condition, by its file and row.
  private func require(_ complaint: String, _ condition: (Double) -> Bool) throws(Diagnostic) {
    guard var row = numbers.firstIndex(where: { !condition($0) }) else { return }
    let number = numbers[row]
    for origin in origins {
      if row < origin.rows {
        throw origin.file.problem("\(number) \(complaint)", column: name, row: row)
      }
      row -= origin.rows
    }
  }
}
