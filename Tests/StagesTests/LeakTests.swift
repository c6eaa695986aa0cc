import Documents
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@testable import featurize
@testable import validate

/// Nothing of a fold's test month, nor of later ones, may reach the model of the fold.
@Suite struct LeakTests {
  /// The models of all folds, trained on features made from the tables in `data/`.
  func models(_ space: StageSpace, candidate: String) throws -> [[UInt8]] {
    try space.run(
      Featurize.self,
      "--user-features data/user_features.feather --target data/target.feather --features f.feather")
    let params = try ModelParams(
      ParamsFile(reading: "params.yaml", in: space.space.root), candidate: candidate)
    var features = try FeatureTable(
      reading: FilePlace("f.feather", in: space.space.root), needsTarget: true, threads: 1)
    return try TemporalSplit(folds: 4).folds(ofMonths: 5).map { fold in
      try FoldPrediction(fold, params, on: &features, threads: 1).model
    }
  }

  /// A column whose values in rows of `month` are turned upside down and blown up.
  func poisoned(_ column: Column, rows: Range<Int>) -> Column {
    switch column {
    case .int64(var values):
      for row in rows { values.elements[row] = 1_000_000 - values.elements[row] }
      return .int64(values)
    case .float64(var values):
      for row in rows { values.elements[row] = 1e6 - values.elements[row] }
      return .float64(values)
    case .string(var values):
      values.dictionary.append("poison")
      for row in rows { values.codes[row] = Int32(values.dictionary.count - 1) }
      return .string(values)
    default: return column
    }
  }

  @Test(arguments: 1...4, ["boosted_trees", "logistic_regression"])
  func `poison in a month leaves the models of folds that test on it or earlier as they were`(
    month: Int, model: String
  ) throws {
    try withCustomers(users: 120) { space in
      let clean = try models(space, candidate: model)
      for name in ["user_features", "target"] {
        let table = try space.table("data/\(name).feather")
        let rows = month * 120..<(month + 1) * 120
        let fields = table.fields.map { field in
          guard field.name.hasPrefix("feature_") else {
            guard field.name == "target", case .int64(var values) = field.column else { return field }
            for row in rows { values.elements[row] = 1 - values.elements[row] }
            return Table.Field("target", .int64(values))
          }
          return Table.Field(field.name, poisoned(field.column, rows: rows))
        }
        try TableFile.write(Table(fields), to: space.space.root.appending("data/\(name).feather"))
      }
      let dirty = try models(space, candidate: model)
      // Fold i (from 0) trains on months 0…i and tests on month i + 1.
      for fold in 0..<4 {
        if fold < month {
          #expect(clean[fold] == dirty[fold], "fold \(fold + 1) saw month \(month)")
        } else {
          #expect(clean[fold] != dirty[fold], "fold \(fold + 1) did not train on month \(month)")
        }
      }
    }
  }
}
