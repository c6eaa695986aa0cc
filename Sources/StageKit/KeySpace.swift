package import Diagnostics
package import Learning
package import Tables

/// All users and months of some files, in order, and where each file has the row of a user and month.
///
/// A cell is a pair of month and user, counted month by month; so rows in the order of their cells are
/// sorted by month and then by the bytes of the user.
package struct KeySpace: Sendable {
  /// The users, sorted by their bytes.
  package let users: TextDictionary
  /// The months, in order.
  package let months: [Month]
  /// For each file the cell of each of its rows; −1 where its month is none of `months`.
  package let cells: [[Int32]]

  /// The space of the rows of `files`; its months are those of the first `calendars` of them.
  ///
  /// - Throws: `Diagnostic` where there are more than 2³¹ pairs of user and month.
  package init(_ files: [RowKeys], calendars: Int) throws(Diagnostic) {
    let (users, ranks) = Self.ranked(files.map(\.users))
    let months = Set(files.prefix(calendars).flatMap { Set($0.months) }).sorted()
    guard users.count * max(1, months.count) <= Int(Int32.max) else {
      throw files[0].file.problem("\(users.count) users in \(months.count) months are too many")
    }
    let position = Dictionary(uniqueKeysWithValues: zip(months, 0...))
    cells = zip(files, ranks).map { file, ranks in
      var last: (month: Month, start: Int32)?
      return file.userCodes.indices.map { row in
        let month = file.months[row]
        let start: Int32
        if let last, last.month == month {
          start = last.start
        } else {
          start = position[month].map { Int32($0 * users.count) } ?? -1
          last = (month, start)
        }
        return start < 0 ? -1 : start + ranks[Int(file.userCodes[row])]
      }
    }
    self.users = users
    self.months = months
  }

  /// The number of cells.
  package var cellCount: Int { users.count * months.count }

  /// For each cell its row among the rows of `files`, counted through them one after the other; −1 where
  /// it has none.
  ///
  /// - Throws: `Diagnostic` that names the second row of a user and month.
  package func rows(of indices: [Int], _ files: [RowKeys]) throws(Diagnostic) -> [Int32] {
    var rows = [Int32](repeating: -1, count: cellCount)
    var base: Int32 = 0
    for index in indices {
      for (row, cell) in cells[index].enumerated() where cell >= 0 {
        guard rows[Int(cell)] < 0 else {
          throw files[index].file.problem(
            "user '\(users[Int(cell) % users.count])' has a row in \(months[Int(cell) / users.count]) already",
            column: "user_id", row: row)
        }
        rows[Int(cell)] = base + Int32(row)
      }
      base += Int32(cells[index].count)
    }
    return rows
  }

  /// All texts of some dictionaries, sorted and without repetition, and each dictionary's texts as indices
  /// into them.
  private static func ranked(_ dictionaries: [TextDictionary]) -> (TextDictionary, [[Int32]]) {
    struct Entry {
      /// The first eight bytes, as a number that sorts as they do.
      var prefix: UInt64
      var dictionary: Int32
      var code: Int32
    }
    var entries: [Entry] = []
    entries.reserveCapacity(dictionaries.reduce(0) { $0 + $1.count })
    for (number, dictionary) in dictionaries.enumerated() {
      for code in dictionary.indices {
        let range = dictionary.range(of: code)
        var prefix: UInt64 = 0
        for offset in 0..<8 {
          let place = range.lowerBound + offset
          prefix = prefix << 8 | (place < range.upperBound ? UInt64(dictionary.bytes[place]) : 0)
        }
        entries.append(Entry(prefix: prefix, dictionary: Int32(number), code: Int32(code)))
      }
    }
    func bytes(_ entry: Entry) -> ArraySlice<UInt8> {
      let dictionary = dictionaries[Int(entry.dictionary)]
      return dictionary.bytes[dictionary.range(of: Int(entry.code))]
    }
    entries.sort { a, b in
      a.prefix == b.prefix ? bytes(a).lexicographicallyPrecedes(bytes(b)) : a.prefix < b.prefix
    }
    var texts = TextDictionary()
    var ranks = dictionaries.map { [Int32](repeating: 0, count: $0.count) }
    var last: Entry?
    for entry in entries {
      if last.map({ $0.prefix != entry.prefix || bytes($0) != bytes(entry) }) ?? true {
        texts.append(dictionaries[Int(entry.dictionary)][Int(entry.code)])
      }
      ranks[Int(entry.dictionary)][Int(entry.code)] = Int32(texts.count - 1)
      last = entry
    }
    return (texts, ranks)
  }
}
