import Learning
import Tables
import Testing

@Suite struct BoosterTests {
  /// Rows whose label depends on the first two of six features, with missing values.
  func sample(rows: Int = 3000) throws -> (matrix: FeatureMatrix, labels: [Bool]) {
    var matrix = FeatureMatrix(rowCount: rows)
    var columns: [[Double]] = []
    for column in 0..<6 {
      var random = RandomGenerator(seed: 7, stream: UInt64(column))
      columns.append((0..<rows).map { _ in random.uniform() < 0.05 ? .nan : random.normal() })
      try matrix.append("x\(column)", .float64(Values(columns[column])))
    }
    var random = RandomGenerator(seed: 8)
    let labels = (0..<rows).map { row in
      let signal = [columns[0][row], -columns[1][row]].reduce(-1.0) { $1.isNaN ? $0 : $0 + $1 }
      return random.uniform() < RealFunctions.logistic(signal)
    }
    return (matrix, labels)
  }

  static let settings: [ModelSettings] = [
    ModelSettings(
      kind: .boostedTrees, parameters: ["rounds": "20", "subsample": "0.7", "colsample_bytree": "0.8"]),
    ModelSettings(kind: .boostedTrees, parameters: ["rounds": "5", "tree_method": "exact"]),
    ModelSettings(kind: .randomForest, parameters: ["trees": "20", "max_depth": "5"], seed: 3),
    ModelSettings(kind: .logisticRegression, parameters: ["lambda": "0.01"]),
  ]

  @Test(arguments: settings)
  func `models and predictions are the same bytes on one thread and on two`(settings: ModelSettings) throws {
    let (matrix, labels) = try sample()
    var models: [[UInt8]] = []
    var predictions: [[Float]] = []
    for threads in [1, 2, 2] {
      let booster = try Booster.train(
        settings, on: matrix, rows: 0..<2000, labels: labels, threads: threads)
      models.append(try booster.bytes())
      predictions.append(try booster.predict(matrix, rows: 2000..<3000, threads: threads))
    }
    #expect(models[0] == models[1] && models[1] == models[2])
    #expect(predictions[0] == predictions[1] && predictions[1] == predictions[2])
    #expect(predictions[0].allSatisfy { $0 > 0 && $0 < 1 })
  }

  @Test(arguments: settings)
  func `a model learns, and reads back from its bytes`(settings: ModelSettings) throws {
    let (matrix, labels) = try sample()
    let booster = try Booster.train(settings, on: matrix, rows: 0..<2000, labels: labels)
    let predictions = try booster.predict(matrix, rows: 2000..<3000)
    let fraction = try #require(Fraction("0.1"))
    let metrics = FoldMetrics(
      probabilities: predictions.map(Double.init), targets: Array(labels[2000...]), fraction: fraction)
    #expect(try #require(metrics[.rocAUC]) > 0.75)
    let again = try Booster.read(try booster.bytes())
    #expect(try again.predict(matrix, rows: 2000..<3000) == predictions)
    #expect(try again.bytes() == booster.bytes())
  }

  @Test func `rows before and after the training rows do not matter`() throws {
    let (matrix, labels) = try sample()
    var other = FeatureMatrix(rowCount: 3000)
    for (index, name) in matrix.names.enumerated() {
      var column = matrix.column(index).map(Double.init)
      for row in Array(0..<500) + Array(2500..<3000) { column[row] = 1e9 }
      try other.append(name, .float64(Values(column)))
    }
    let flipped = labels.enumerated().map { (500..<2500).contains($0) ? $1 : !$1 }
    let a = try Booster.train(Self.settings[0], on: matrix, rows: 500..<2500, labels: labels)
    let b = try Booster.train(Self.settings[0], on: other, rows: 500..<2500, labels: flipped)
    #expect(try a.bytes() == b.bytes())
  }

  @Test func `the seed decides the sample`() throws {
    let (matrix, labels) = try sample()
    var settings = Self.settings[0]
    let a = try Booster.train(settings, on: matrix, rows: 0..<2000, labels: labels)
    settings.seed = 1
    let b = try Booster.train(settings, on: matrix, rows: 0..<2000, labels: labels)
    #expect(try a.bytes() != b.bytes())
  }

  @Test func `importance finds the features that matter`() throws {
    let (matrix, labels) = try sample()
    let booster = try Booster.train(Self.settings[0], on: matrix, rows: 0..<3000, labels: labels)
    let gain = try booster.importance(.gain, featureCount: 6)
    #expect(Set(gain.sorted { $0.value > $1.value }.prefix(2).map(\.key)) == [0, 1])
    let weight = try booster.importance(.weight, featureCount: 6)
    #expect(weight.values.allSatisfy { $0 >= 1 })
    let linear = try Booster.train(Self.settings[3], on: matrix, rows: 0..<3000, labels: labels)
    let coefficients = try linear.importance(.weight, featureCount: 6)
    #expect(try #require(coefficients[0]) > 0.5)
    #expect(try #require(coefficients[1]) < -0.5)
  }

  @Test func `a setting that the library refuses is an error that says so`() throws {
    let (matrix, labels) = try sample()
    let settings = ModelSettings(kind: .boostedTrees, parameters: ["subsample": "1.5"])
    let error = #expect(throws: BoosterError.self) {
      _ = try Booster.train(settings, on: matrix, rows: 0..<100, labels: labels).bytes()
    }
    #expect(error?.description == "value 1.5 for Parameter subsample exceed bound [0,1]")
  }

  @Test(arguments: [[], [0x7b], Array("not a model".utf8), Array(repeating: UInt8(0x7b), count: 100)])
  func `bytes that are no model are refused`(bytes: [UInt8]) throws {
    #expect(throws: BoosterError.self) { _ = try Booster.read(bytes).bytes() }
  }
}
