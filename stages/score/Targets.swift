import Diagnostics
import Learning
import StageKit
import Tables

/// The targets of the rows of a feature table, from another table.
struct Targets {
  /// For each row its target, or nil where the other table has none.
  let ofRow: [Bool?]

  /// Reads `user_id`, `month` and `target` of `file` and finds those of the rows of `features`.
  ///
  /// - Throws: `Diagnostic` where no row has one.
  init(reading file: FilePlace, for features: FeatureTable, threads: Int) throws(Diagnostic) {
    let source = try TableSource(file, threads: threads)
    let keys = try RowKeys(source)
    let flags = try source.flags("target")
    let space = try KeySpace([features.keys, keys], calendars: 1)
    let rows = try space.rows(of: [1], [features.keys, keys])
    ofRow = space.cells[0].map { cell in
      let row = rows[Int(cell)]
      return row < 0 ? nil : flags[Int(row)]
    }
    if ofRow.allSatisfy({ $0 == nil }) { throw keys.sharesNothing(with: features.keys) }
  }
}
