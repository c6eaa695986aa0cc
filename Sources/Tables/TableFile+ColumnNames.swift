package import Platform

extension TableFile {
  /// The names of a file's columns, in order, where the format tells them and each column by itself; nil for a
  /// format that is read from end to end, such as CSV.
  package static func columnNames(
    _ path: AbsolutePath, named name: String? = nil
  ) throws(TableError) -> [String]? {
    do throws(TableError) {
      guard case .arrow = try Format(path) else { return nil }
      return try open(path, named: name).columnNames
    } catch { throw error.inFile(name ?? path.description) }
  }
}
