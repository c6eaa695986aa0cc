import Diagnostics
import StageKit
import Tables

/// Predictions of some folds, as the rows of a file have them.
struct Predictions {
  /// The rows of one fold.
  struct Fold {
    /// The fold's name: its number, or its text.
    var name: String
    var probabilities: [Double] = []
    var targets: [Bool] = []
  }

  /// The folds, by number, or by text where they are texts.
  let folds: [Fold]

  /// Reads the columns `fold`, `target` and `probability`.
  init(reading file: FilePlace, threads: Int) throws(Diagnostic) {
    let source = try TableSource(file, threads: threads)
    for name in ["fold", "target", "probability"] where try source.column(name).count == 0 {
      throw file.problem("there are no predictions")
    }
    let (names, codes) = try Self.folds(source)
    let targets = try source.flags("target")
    let probabilities = try Self.probabilities(source)
    var folds = names.map { Fold(name: $0) }
    for (row, fold) in codes.enumerated() {
      folds[fold].probabilities.append(probabilities[row])
      folds[fold].targets.append(targets[row])
    }
    self.folds = folds
  }

  /// The names of the folds in order, and for each row the position of its fold.
  private static func folds(_ source: TableSource) throws(Diagnostic) -> ([String], [Int]) {
    let column = try source.column("fold")
    if let row = (0..<column.count).first(where: { !column.validity[$0] }) {
      throw source.file.problem("there is no fold", column: "fold", row: row)
    }
    func coded<Key: Hashable>(
      _ keys: [Key], by areInOrder: (Key, Key) -> Bool
    ) -> (names: [Key], codes: [Int]) {
      let names = Set(keys).sorted(by: areInOrder)
      let position = Dictionary(uniqueKeysWithValues: zip(names, 0...))
      return (names, keys.map { position[$0] ?? 0 })
    }
    switch column {
    case .int64(let numbers):
      let (names, codes) = coded(numbers.elements, by: <)
      return (names.map { String($0) }, codes)
    case .string(let texts):
      let (used, codes) = coded(texts.codes) {
        texts.dictionary[Int($0)].utf8.lexicographicallyPrecedes(texts.dictionary[Int($1)].utf8)
      }
      return (used.map { texts.dictionary[Int($0)] }, codes)
    default: throw source.wrongType("fold", column, needed: "an integer or text")
    }
  }

  private static func probabilities(_ source: TableSource) throws(Diagnostic) -> [Double] {
    let column = try source.column("probability")
    let numbers: [Double]
    switch column {
    case .float64(let values): numbers = values.elements
    case .int64(let values): numbers = values.elements.map { Double($0) }
    case .string(let texts):
      let row = (0..<texts.count).first { texts[$0].map { Double($0) == nil } ?? false }
      throw source.file.problem(
        "'\(row.flatMap { texts[$0] } ?? "")' is not a number", column: "probability", row: row)
    default: throw source.wrongType("probability", column, needed: "a number from 0 to 1")
    }
    for (row, number) in numbers.enumerated() {
      guard column.validity[row], !number.isNaN else {
        throw source.file.problem("there is no probability", column: "probability", row: row)
      }
      guard number >= 0, number <= 1 else {
        throw source.file.problem("\(number) is not within 0 to 1", column: "probability", row: row)
      }
    }
    return numbers
  }
}
