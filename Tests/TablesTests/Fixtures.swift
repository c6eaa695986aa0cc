import Platform
import Tables
import Testing

/// The files beside this one that `make_fixtures.py` wrote.
enum Fixtures {
  static func bytes(_ name: String, file: String = #filePath) throws -> [UInt8] {
    try File.read(path(name, file: file))
  }

  static func path(_ name: String, file: String = #filePath) throws -> AbsolutePath {
    try #require(AbsolutePath(file)).parent.appending("Fixtures").appending(name)
  }

  static func table(_ name: String, columns: [String]? = nil) throws -> Table {
    try ArrowFile(bytes: bytes(name)).read(columns: columns)
  }
}

extension Column {
  /// Each row as text, `nil` where it is missing.
  var rows: [String?] {
    (0..<count).map { row in
      guard validity[row] else { return nil }
      return switch self {
      case .int64(let values), .timestamp(let values): "\(values.elements[row])"
      case .float64(let values): "\(values.elements[row])"
      case .bool(let values): "\(values.elements[row])"
      case .string(let values): values[row]
      }
    }
  }
}
