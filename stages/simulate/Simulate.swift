import Diagnostics
import Learning
import StageKit
import Tables

/// Makes a customer base: features and targets of some months, and of a last one to score.
struct Simulate: StageProgram {
  static let spec = ProgramSpec(
    name: "simulate",
    summary: "Makes a customer base of users, months, 50 features and a target.",
    options: [
      .required("user-features", "table that gets user_id, month and feature_1 to feature_50", .output),
      .required("target", "table that gets user_id, month and target", .output),
      .required("scoring-user-features", "table that gets the features of the scoring month", .output),
      .required("scoring-target", "table that gets the targets of the scoring month", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    var section = try invocation.section()
    let params = CustomerBase.Params(
      seed: UInt64(try section.integer("seed", in: 0...Int(Int32.max))),
      users: try section.integer("users", in: 1...9_999_999),
      baseRate: try section.number("base_rate", in: 0.0001...0.5),
      signal: try section.number("signal", in: 0...10),
      drift: try section.number("drift", in: 0...10))
    var month = try section.month("first_month")
    let count = try section.integer("months", in: 1...120)
    try section.finish()

    let users = Self.users(params.users)
    var base = CustomerBase(params)
    var tables = MonthTables(users: users, months: count)
    for index in 0..<count {
      if index > 0 { base.advance(isScoring: false) }
      tables.append(month, of: base, threads: invocation.threads)
      month = month.next
    }
    try invocation.file("target").replace(with: tables.targetTable)
    try invocation.file("user-features").replace(with: tables.takeFeatureTable())
    base.advance(isScoring: true)
    var scoring = MonthTables(users: users, months: 1)
    scoring.append(month, of: base, threads: invocation.threads)
    try invocation.file("scoring-target").replace(with: scoring.targetTable)
    try invocation.file("scoring-user-features").replace(with: scoring.takeFeatureTable())
  }

  /// `u0000001` and on.
  private static func users(_ count: Int) -> TextDictionary {
    TextDictionary(
      (1...count).map { number in
        let digits = String(number)
        return "u" + String(repeating: "0", count: 7 - digits.count) + digits
      })
  }
}
