import Learning
import Tables
import Testing

@Suite struct EncodingTests {
  /// Four training rows and two later ones.
  func matrix() throws -> FeatureMatrix {
    var matrix = FeatureMatrix(rowCount: 6)
    let numbers = Column.float64(Values([4, 1, 0, 2, 1000, 0], validity: .bits([0b0001_1011])))
    try matrix.append("amount", numbers)
    let texts = StringValues(
      codes: [0, 1, 1, 2, 3, 0], dictionary: ["b", "a", "c", "later"], validity: .bits([0b0001_1111]))
    try matrix.append("plan", .string(texts))
    return matrix
  }

  func values(_ matrix: FeatureMatrix, _ index: Int) -> [Float?] {
    matrix.column(index).map { $0.isNaN ? nil : $0 }
  }

  @Test func `categories are coded by frequency and then by text`() throws {
    let encoding = Encoding(fitting: EncodingRecipe(), to: try matrix(), rows: 0..<4)
    #expect(encoding.columns[1].categories == ["a", "b", "c"])
    var matrix = try matrix()
    matrix.apply(encoding, to: 0..<6)
    // A category that the training rows do not have, and a missing one, are missing.
    #expect(values(matrix, 1) == [1, 0, 0, 2, nil, nil])
    #expect(values(matrix, 0) == [4, 1, nil, 2, 1000, nil])
  }

  @Test func `categories are coded by text`() throws {
    let recipe = EncodingRecipe(categories: .text)
    #expect(
      Encoding(fitting: recipe, to: try matrix(), rows: 0..<6).columns[1].categories == [
        "a", "b", "c", "later",
      ])
  }

  @Test func `medians, quantiles and bins come from the training rows only`() throws {
    let recipe = EncodingRecipe(
      medians: nil, clips: ["amount": .init(low: 0.25, high: 0.75)], bins: ["amount": 2])
    let column = Encoding(fitting: recipe, to: try matrix(), rows: 0..<4).columns[0]
    #expect(column.median == 2)
    #expect(column.low == 1.5)
    #expect(column.high == 3)
    #expect(column.edges == [2])
    var matrix = try matrix()
    matrix.apply(Encoding(columns: [column, ColumnEncoding(name: "plan", categories: [])]), to: 0..<6)
    #expect(values(matrix, 0) == [1, 0, 1, 1, 1, 1])
  }

  @Test func `columns are centred and scaled by the training rows`() throws {
    let recipe = EncodingRecipe(standardize: true)
    var matrix = FeatureMatrix(rowCount: 3)
    try matrix.append("x", .int64(Values([1, 3, 9])))
    try matrix.append("constant", .int64(Values([7, 7, 8])))
    let encoding = Encoding(fitting: recipe, to: matrix, rows: 0..<2)
    matrix.apply(encoding, to: 0..<3)
    #expect(values(matrix, 0) == [-1, 1, 7])
    #expect(values(matrix, 1) == [0, 0, 1])
  }

  @Test func `another encoding starts from the numbers as they were read`() throws {
    var matrix = try matrix()
    let clip = EncodingRecipe(clips: ["amount": .init(low: 0, high: 0)])
    matrix.apply(Encoding(fitting: clip, to: matrix, rows: 0..<4), to: 0..<6)
    #expect(values(matrix, 0) == [1, 1, nil, 1, 1, nil])
    matrix.apply(Encoding(fitting: EncodingRecipe(), to: matrix, rows: 0..<4), to: 0..<6)
    #expect(values(matrix, 0) == [4, 1, nil, 2, 1000, nil])
  }

  @Test(arguments: UInt64(0)..<10)
  func `quantiles equal those of sorted numbers`(seed: UInt64) throws {
    var random = RandomGenerator(seed: seed)
    let numbers = (0..<101).map { _ in Float((random.normal() * 8).rounded()) / 4 }
    let sorted = numbers.sorted()
    var matrix = FeatureMatrix(rowCount: numbers.count)
    try matrix.append("x", .float64(Values(numbers.map(Double.init))))
    let recipe = EncodingRecipe(medians: nil, clips: ["x": .init(low: 0, high: 0.333)])
    let column = Encoding(fitting: recipe, to: matrix, rows: 0..<101).columns[0]
    #expect(column.median == sorted[50])
    #expect(column.low == sorted[0])
    let expected = Double(sorted[33]) + Double(sorted[34] - sorted[33]) * (0.333 * 100 - 33)
    #expect(column.high == Float(expected))
  }

  @Test func `times are no features`() throws {
    var matrix = FeatureMatrix(rowCount: 1)
    #expect(throws: FeatureMatrix.NotAFeature(column: "seen", typeName: "time")) {
      try matrix.append("seen", .timestamp(Values([0])))
    }
    #expect(matrix.columnCount == 0)
  }

  @Test func `rows can be taken in another order`() throws {
    var matrix = FeatureMatrix(rowCount: 2)
    try matrix.append("x", .int64(Values([1, 2, 3])), order: [2, 0])
    #expect(values(matrix, 0) == [3, 1])
  }
}
