import Diagnostics
import Learning
import StageKit
import Tables

/// Joins features and targets and applies the part of the recipe that needs no fitting.
struct Featurize: StageProgram {
  static let spec = ProgramSpec(
    name: "featurize",
    summary: "Joins features and targets, and applies the part of the recipe that needs no fitting.",
    options: [
      .required("user-features", "table with the columns user_id, month and the raw features"),
      .optional("target", "table with the columns user_id, month and target"),
      .optional("history", "table of raw features of earlier months, for lags only"),
      .required("features", "table that gets user_id, month, target (where given) and the features", .output),
      .optional("report", "JSON file that gets the data-quality report", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    let recipe = try Recipe(invocation.section())
    let source = try TableSource(invocation.file("user-features"), threads: invocation.threads)
    let history = try invocation.file(ifGiven: "history").map { file throws(Diagnostic) in
      try TableSource(file, threads: invocation.threads)
    }
    let names = source.names.filter { !FeatureTable.keyNames.contains($0) }
    guard !names.isEmpty else { throw source.file.problem("there are no features") }
    try recipe.check(against: names, of: source.file)
    let rows = try self.rows(source, history, invocation)
    var fields = rows.keyFields
    var quality = DataQuality()
    for name in names {
      let column = try source.column(name)
      quality.add(name, column)
      if recipe.drops.contains(name) { continue }
      fields += try self.fields(name, column, recipe, source, history, rows)
    }
    let report = quality.report(rows)
    try check(fields.map(\.name), of: source.file)
    try invocation.file("features").replace(with: Table(fields))
    try invocation.file(ifGiven: "report")?.replace(with: report)
  }

  private static func rows(
    _ source: TableSource, _ history: TableSource?, _ invocation: Invocation
  ) throws(Diagnostic) -> FeatureRows {
    var target: (RowKeys, [Bool])?
    if let file = invocation.file(ifGiven: "target") {
      let table = try TableSource(file, threads: invocation.threads)
      target = (try RowKeys(table), try table.flags("target"))
    }
    var earlier: RowKeys?
    if let history { earlier = try RowKeys(history) }
    return try FeatureRows(RowKeys(source), history: earlier, target: target)
  }

  /// What a column becomes: itself, and its lags.
  private static func fields(
    _ name: String, _ column: Column, _ recipe: Recipe, _ source: TableSource, _ history: TableSource?,
    _ rows: FeatureRows
  ) throws(Diagnostic) -> [Table.Field] {
    let skipped = Int32(rows.historyCount)
    if case .string(let texts) = column {
      try recipe.checkText(name, of: source.file)
      let taken = taken(texts, rows.order, skipping: skipped, constant: recipe.missing[name])
      return [.init(name, .string(taken))]
    }
    try recipe.checkNumbers(name, of: source.file)
    if case .int64(let integers) = column, recipe.keeps(name) {
      return [.init(name, .int64(taken(integers, rows.order, skipping: skipped)))]
    }
    let needsHistory = recipe.lags.contains(name)
    var parts = [(source: source, column: column)]
    if needsHistory, let history { parts.insert((history, try history.column(name)), at: 0) }
    var numbers = try NumberColumn(name, parts)
    try numbers.apply(recipe)
    let base = needsHistory ? 0 : skipped
    let own = rows.order.map { numbers.numbers[Int($0 - base)] }
    let bucketed = recipe.buckets[name].map { NumberColumn.bucketed(own, edges: $0) }
    let field = Table.Field(name, .numbers(nanIsMissing: bucketed ?? own))
    guard needsHistory else { return [field] }
    let last = rows.previous.map { $0 < 0 ? .nan : numbers.numbers[Int($0)] }
    let change = zip(own, last).map { $0 - $1 }
    return [
      field, .init("\(name)_last", .numbers(nanIsMissing: last)),
      .init("\(name)_change", .numbers(nanIsMissing: change)),
    ]
  }

  private static func taken(
    _ integers: Values<Int64>, _ order: [Int32], skipping base: Int32
  ) -> Values<Int64> {
    let rows = order.map { Int($0 - base) }
    guard case .bits = integers.validity else { return Values(rows.map { integers.elements[$0] }) }
    return Values(
      rows.map { integers.validity[$0] ? integers.elements[$0] : 0 },
      validity: .of(rows.count) { integers.validity[rows[$0]] })
  }

  private static func taken(
    _ texts: StringValues, _ order: [Int32], skipping base: Int32, constant: Recipe.Constant?
  ) -> StringValues {
    var dictionary = texts.dictionary
    var filler: Int32?
    if case .text(let text) = constant {
      filler = Int32(dictionary.firstIndex(of: text) ?? dictionary.count)
      if filler == Int32(dictionary.count) { dictionary.append(text) }
    }
    let rows = order.map { Int($0 - base) }
    return StringValues(
      codes: rows.map { texts.validity[$0] ? texts.codes[$0] : filler ?? 0 }, dictionary: dictionary,
      validity: filler != nil ? .all : .of(rows.count) { texts.validity[rows[$0]] })
  }

  /// Refuses a lag whose name a column has already.
  private static func check(_ names: [String], of file: FilePlace) throws(Diagnostic) {
    var known: Set<String> = []
    for name in names where !known.insert(name).inserted {
      throw file.problem("it has the name that a lag gets", column: name)
    }
  }
}
