import Tables
import Testing

@Suite struct OperationTests {
  private let people = Table([
    Table.Field("user", .string(StringValues(codes: [0, 1, 0, 2, 1], dictionary: ["u1", "u2", "u3"]))),
    Table.Field("month", .timestamp(Values([2, 1, 1, 1, 1]))),
    Table.Field("amount", .float64(Values([0.5, -0.0, 0, .nan, -3], validity: .bits([0b11011])))),
  ])

  @Test func `columns are selected, set and dropped by name`() throws {
    #expect(try people.selecting(["amount", "user"]).names == ["amount", "user"])
    #expect(people.dropping(["user"]).names == ["month", "amount"])
    #expect(people.setting("n", .int64(Values([1, 2, 3, 4, 5]))).names == ["user", "month", "amount", "n"])
    #expect(
      people.setting("user", .int64(Values([1, 2, 3, 4, 5])))["user"]?.rows == ["1", "2", "3", "4", "5"])
    #expect(throws: TableError(.noColumn(existing: people.names), column: "age")) {
      try people.selecting(["age"])
    }
    #expect(throws: TableError(.repeatedColumn, column: "user")) { try people.selecting(["user", "user"]) }
  }

  @Test func `a column of another type than needed is named`() {
    #expect(throws: TableError(.wrongType(found: "text", needed: "number"), column: "user")) {
      try people.numbers("user")
    }
    #expect(throws: TableError(.wrongType(found: "time", needed: "text"), column: "month")) {
      try people.texts("month")
    }
  }

  @Test func `rows are taken by index, and -1 is a missing row`() {
    let taken = people.taking([4, -1, 0, 0])
    #expect(taken["user"]?.rows == ["u2", nil, "u1", "u1"])
    #expect(taken["month"]?.rows == ["1", nil, "2", "2"])
    #expect(taken["amount"]?.rows == ["-3.0", nil, "0.5", "0.5"])
    #expect(people.filtered([false, true, false, false, true])["user"]?.rows == ["u2", "u2"])
  }

  @Test func `rows are sorted by several keys, stably, with missing values last`() throws {
    #expect(try people.sortedRows(by: [SortKey("month"), SortKey("user")]) == [2, 1, 4, 3, 0])
    #expect(try people.sortedRows(by: [SortKey("user", descending: true)]) == [3, 1, 4, 0, 2])
    #expect(try people.sortedRows(by: [SortKey("amount")]) == [4, 1, 0, 3, 2])
    #expect(try people.sortedRows(by: [SortKey("amount", descending: true)]) == [3, 0, 1, 4, 2])
  }

  @Test func `sorting agrees with a comparison of the values`() throws {
    var random = SplitMix(state: 3)
    let integers = (0..<500).map { _ in Int64(bitPattern: random.next()) >> Int64(random.next() % 63) }
    let floats = (0..<500).map { _ in Double.random(in: -10...10, using: &random).rounded() }
    let table = Table([
      Table.Field("i", .int64(Values(integers))), Table.Field("f", .float64(Values(floats))),
    ])
    let order = try table.sortedRows(by: [SortKey("f"), SortKey("i")])
    let expected = (0..<500).sorted { (floats[$0], integers[$0], $0) < (floats[$1], integers[$1], $1) }
    #expect(order == expected)
  }

  @Test func `tables are put together, whatever the order of their columns and dictionaries`() throws {
    let more = Table([
      Table.Field("amount", .int64(Values([7]))),
      Table.Field("user", .string(StringValues(codes: [0], dictionary: ["u3"]))),
      Table.Field("month", .float64(Values([0], validity: .bits([0])))),
    ])
    let all = try Table.concatenating([people, more])
    #expect(all["user"]?.rows == ["u1", "u2", "u1", "u3", "u2", "u3"])
    #expect(all["month"]?.rows == ["2", "1", "1", "1", "1", nil])
    #expect(all["amount"]?.rows == ["0.5", "-0.0", nil, "nan", "-3.0", "7.0"])
    #expect(try all.texts("user").dictionary.count == 3)
    #expect(throws: TableError(.wrongType(found: "text", needed: "time"), column: "month")) {
      try Table.concatenating([
        people, people.setting("month", .string(StringValues(codes: [0, 0, 0, 0, 0], dictionary: ["x"]))),
      ])
    }
    #expect(throws: TableError(.differentColumns(expected: people.names, found: ["user"]))) {
      try Table.concatenating([people, people.selecting(["user"])])
    }
  }

  @Test func `groups are numbered in the order of appearance`() throws {
    let groups = try Groups(people, by: ["user"])
    #expect(groups.ids == [0, 1, 0, 2, 1])
    #expect(groups.firstRows == [0, 1, 3])
    #expect((0..<3).map { Array(groups.rows(of: $0)) } == [[0, 2], [1, 4], [3]])
    #expect(groups.firstDuplicate.map { [$0.first, $0.second] } == [0, 2])
    // 0 and -0 are equal, and so is what is missing to what is missing.
    let amounts = people.taking([0, 1, 2, 2, 1]).setting("zero", .float64(Values([1, 0, 2, 2, -0.0])))
    #expect(try Groups(amounts, by: ["amount", "zero"]).ids == [0, 1, 2, 2, 1])
  }

  @Test func `keys without a repetition have no duplicate`() throws {
    #expect(
      try Groups(people, by: ["user", "month"]).firstDuplicate.map { [$0.first, $0.second] } == [1, 4])
    #expect(try Groups(people.taking([0, 1, 2]), by: ["user", "month"]).firstDuplicate == nil)
  }

  @Test func `a join pairs equal keys and no missing ones`() throws {
    let targets = Table([
      Table.Field("target", .int64(Values([1, 0, 1, 0]))),
      Table.Field(
        "user",
        .string(StringValues(codes: [0, 1, 1, 0], dictionary: ["u2", "u1"], validity: .bits([0b0111])))),
      Table.Field("month", .timestamp(Values([1, 2, 3, 1]))),
    ])
    let inner = try people.joining(targets, on: ["user", "month"])
    #expect(inner.names == ["user", "month", "amount", "target"])
    #expect(inner["user"]?.rows == ["u1", "u2", "u2"])
    #expect(inner["target"]?.rows == ["0", "1", "1"])
    let outer = try people.joining(targets, on: ["user", "month"], keepingUnmatched: true)
    #expect(outer["user"]?.rows == people["user"]?.rows)
    #expect(outer["target"]?.rows == ["0", "1", nil, nil, "1"])
    let many = try Join(targets, people, on: ["user"])
    #expect(many.left == [0, 0, 1, 1, 2, 2])
    #expect(many.right == [1, 4, 0, 2, 0, 2])
    #expect(throws: TableError(.repeatedColumn, column: "month")) {
      try people.joining(targets, on: ["user"])
    }
  }

  @Test func `a join agrees with a look at every pair`() throws {
    var random = SplitMix(state: 11)
    func table(_ rows: Int) -> Table {
      let bits = (0..<(rows + 7) / 8).map { _ in UInt8(truncatingIfNeeded: random.next() | random.next()) }
      return Table([
        Table.Field(
          "a", .int64(Values((0..<rows).map { _ in Int64(random.next() % 9) }, validity: .bits(bits)))),
        Table.Field("b", .bool(Values((0..<rows).map { _ in random.next() % 2 == 0 }))),
      ])
    }
    let (left, right) = (table(150), table(90))
    let (leftRows, rightRows) = (
      ["a", "b"].map { left[$0]?.rows ?? [] }, ["a", "b"].map { right[$0]?.rows ?? [] }
    )
    var expected: [[Int]] = []
    for one in 0..<150 {
      for other in 0..<90
      where leftRows[0][one] != nil && leftRows[0][one] == rightRows[0][other]
        && leftRows[1][one] == rightRows[1][other]
      {
        expected.append([one, other])
      }
    }
    let join = try Join(left, right, on: ["a", "b"])
    #expect(zip(join.left, join.right).map { [$0, $1] } == expected)
  }

  @Test func `texts that are not used any more leave the dictionary`() {
    let texts = StringValues(
      codes: [3, 1, 3, 0], dictionary: ["a", "b", "c", "b"], validity: .bits([0b0111]))
    let compacted = texts.compacted()
    #expect(compacted.codes == [0, 0, 0, 0])
    #expect(Array(compacted.dictionary) == ["b"])
  }
}
