import Documents
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@testable import simulate

@Suite struct SimulateTests {
  func files(threads: Int, seed: Int = 5) throws -> [[UInt8]] {
    try StageSpace.with { space in
      try space.write(
        "params.yaml",
        """
        simulate:
          {seed: \(seed), users: 500, base_rate: 0.05, signal: 0.7, drift: 0.5, first_month: 2020-04-30, months: 5}

        """)
      try space.run(
        Simulate.self,
        "--user-features f.feather --target t.feather --scoring-user-features n.feather "
          + "--scoring-target s.feather --threads \(threads)")
      return try ["f.feather", "t.feather", "n.feather", "s.feather"].map { try space.bytes($0) }
    }
  }

  @Test func `the same seed gives the same bytes on any number of threads`() throws {
    let one = try files(threads: 1)
    #expect(try files(threads: 2) == one)
    #expect(try files(threads: 1, seed: 6) != one)
  }

  @Test func `the tables are those of the problem`() throws {
    try withCustomers(users: 2000) { space in
      let features = try space.table("data/user_features.feather")
      let numbered = (1...50).map { "feature_\($0)" }
      #expect(features.names == ["user_id", "month"] + numbered)
      #expect(features.rowCount == 10_000)
      let new = try space.table("data/new.feather")
      #expect(new.rowCount == 2000)
      let kinds = Set(features.fields.map(\.column.typeName))
      #expect(kinds == ["integer", "number", "text", "time"])
      let missing = features.fields.count { $0.column.validity.nullCount(of: 10_000) > 0 }
      #expect(missing > 5)
      guard case .timestamp(let months) = features["month"], case .string(let users) = features["user_id"],
        case .int64(let targets) = try space.table("data/target.feather")["target"]
      else {
        Issue.record("a key column has another type")
        return
      }
      #expect(Month(nanoseconds: months.elements[0])?.description == "2020-04-30")
      #expect(Month(nanoseconds: months.elements[9999])?.description == "2020-08-31")
      #expect(users[0] == "u0000001" && users[9999] == "u0002000")
      let rate = Double(targets.elements.count { $0 == 1 }) / 10_000
      #expect(abs(rate - 0.1) < 0.012)
    }
  }

  @Test func `a user's features go on from month to month`() throws {
    try withCustomers(users: 2000) { space in
      let features = try space.table("data/user_features.feather")
      guard case .int64(let tenure) = features["feature_2"], case .float64(let spend) = features["feature_7"]
      else {
        Issue.record("a feature has another type")
        return
      }
      #expect((0..<2000).allSatisfy { tenure.elements[$0] + 1 == tenure.elements[$0 + 2000] })
      // Who spends much in one month does so in the next.
      let pairs = (0..<2000).map { (spend.elements[$0] > 45, spend.elements[$0 + 2000] > 45) }
      let agreeing = pairs.count { $0.0 == $0.1 }
      #expect(agreeing > 1400)
    }
  }
}
