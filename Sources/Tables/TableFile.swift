package import Platform

/// Tables in files, in the format that the file's suffix says.
package enum TableFile {
  /// The formats that are read and written.
  enum Format {
    case arrow
    case text(delimiter: UInt8)

    /// The format of a file by the end of its name.
    init(_ path: AbsolutePath) throws(TableError) {
      let name = path.description.lowercased()
      if name.hasSuffix(".feather") || name.hasSuffix(".arrow") {
        self = .arrow
      } else if name.hasSuffix(".csv") {
        self = .text(delimiter: UInt8(ascii: ","))
      } else if name.hasSuffix(".tsv") {
        self = .text(delimiter: UInt8(ascii: "\t"))
      } else {
        throw TableError(.unknownSuffix, file: path.description)
      }
    }
  }

  /// The table in a file, or the columns of those names in that order.
  ///
  /// Errors name the file as `path`; give `name` where a person knows it by another. `types` are those of columns
  /// of text files; the others, and those of Arrow files, are what the file says.
  package static func read(
    _ path: AbsolutePath, columns: [String]? = nil, named name: String? = nil,
    types: [String: CSVOptions.ColumnType] = [:], threads: Int = Threads.processorCount
  ) throws(TableError) -> Table {
    do throws(TableError) {
      switch try Format(path) {
      case .arrow: return try ArrowFile(TableBytes(try map(path))).read(columns: columns, threads: threads)
      case .text(let delimiter):
        let options = CSVOptions(delimiter: delimiter, types: types)
        return try CSVReader.read(
          TableBytes(try map(path)), columns: columns, options: options, threads: threads)
      }
    } catch { throw error.inFile(name ?? path.description) }
  }

  /// Writes a table to a file, so that nobody ever sees half of it; makes the folders above.
  ///
  /// Holds no more of the file in memory than one record batch, or a part of a text file.
  package static func write(
    _ table: Table, to path: AbsolutePath, named name: String? = nil, options: ArrowOptions = ArrowOptions(),
    threads: Int = Threads.processorCount
  ) throws(TableError) {
    do throws(TableError) {
      let format = try Format(path)
      try File.replace(path, refusal: refusal) { (write) throws(TableError) in
        switch format {
        case .arrow: try ArrowWriter.write(table, options, threads: threads, to: write)
        case .text(let delimiter): try CSVWriter.write(table, delimiter: delimiter, to: write)
        }
      }
    } catch { throw error.inFile(name ?? path.description) }
  }

  /// The Arrow file at `path`, opened; its bytes are looked at where they are used.
  package static func open(_ path: AbsolutePath, named name: String? = nil) throws(TableError) -> ArrowFile {
    do throws(TableError) { return try ArrowFile(TableBytes(try map(path))) } catch {
      throw error.inFile(name ?? path.description)
    }
  }

  private static func map(_ path: AbsolutePath) throws(TableError) -> MappedFile {
    do throws(SystemError) { return try MappedFile(path) } catch { throw refusal(error) }
  }

  private static func refusal(_ error: SystemError) -> TableError {
    TableError(.system("cannot \(error.operation) the file: \(error.reason)"))
  }
}
