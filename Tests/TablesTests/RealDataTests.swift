import Platform
import Tables
import Testing

/// Tables of real customers that stand beside the checkout, where they do.
@Suite(.enabled(if: RealData.folder != nil, RealData.note)) struct RealDataTests {
  @Test func `every customer-month has its target`() throws {
    let folder = try #require(RealData.folder)
    let features = try TableFile.read(folder.appending("user_features.feather"))
    let target = try TableFile.read(folder.appending("target.feather"))
    #expect(features.rowCount == 117_720)
    #expect(features.names == ["user_id", "month"] + (1...31).map { "feature_\($0)" })
    #expect(target.names == ["user_id", "month", "target"])
    #expect(try Groups(features, by: ["user_id", "month"]).firstDuplicate == nil)
    #expect(try Groups(features, by: ["user_id"]).count == 23_544)

    let months = try Groups(features, by: ["month"])
    #expect((0..<months.count).map { months.rows(of: $0).count } == Array(repeating: 23_544, count: 5))
    let times = try features.times("month")
    #expect(
      months.firstRows.map { TimeText.format(times.elements[$0]) } == [
        "1997-10-31", "1997-11-30", "1997-12-31", "1998-01-31", "1998-02-28",
      ])
    let joined = try features.joining(target, on: ["user_id", "month"])
    #expect(joined.rowCount == features.rowCount)
    #expect(try joined.integers("target").elements.allSatisfy { $0 == 0 || $0 == 1 })
  }

  @Test func `real tables come back from every format`() throws {
    let folder = try #require(RealData.folder)
    let table = try TableFile.read(folder.appending("scoring_user_features.feather"))
    let sample = table.taking(Array(stride(from: 0, to: table.rowCount, by: 40)))
    let arrow = try ArrowFile(bytes: ArrowWriter.write(sample)).read()
    let types = Dictionary(
      uniqueKeysWithValues: sample.fields.map { ($0.name, CSVOptions.ColumnType(of: $0.column)) })
    let text = try CSVReader.read(bytes: CSVWriter.write(sample), options: CSVOptions(types: types))
    for name in sample.names {
      #expect(arrow[name]?.rows == sample[name]?.rows, "\(name)")
      #expect(text[name]?.rows == sample[name]?.rows, "\(name)")
    }
  }
}

enum RealData {
  static let note: Comment = "no ../shared/data/cdnow beside the checkout"

  /// `../shared/data/cdnow` as seen from the package.
  static let folder = find()

  private static func find(file: String = #filePath) -> AbsolutePath? {
    guard let root = AbsolutePath(file)?.parent.parent.parent else { return nil }
    let folder = root.parent.appending("shared/data/cdnow")
    return (try? File.status(folder.appending("target.feather"))) != nil ? folder : nil
  }
}

extension CSVOptions.ColumnType {
  fileprivate init(of column: Column) {
    self =
      switch column {
      case .int64: .integer
      case .float64: .number
      case .bool: .boolean
      case .string: .text
      case .timestamp: .time
      }
  }
}
