import Diagnostics
import Learning
import Platform
import StageKit
import Tables
import TestSupport
import Testing

@Suite struct FeatureTableTests {
  func table(_ text: String, needsTarget: Bool = true) throws -> FeatureTable {
    try Workspace.with { space in
      try space.write("t.csv", text)
      return try FeatureTable(
        reading: FilePlace("t.csv", in: space.root), needsTarget: needsTarget, threads: 1)
    }
  }

  @Test func `rows are sorted by month and user, whatever their order in the file`() throws {
    let features = try table(
      """
      user_id,month,target,x,plan
      b,2020-05-31,1,4,p
      a,2020-05-31,0,3,q
      a10,2020-04-30,0,2.5,
      a,2020-04-30,1,,q

      """)
    #expect(features.months.map(\.description) == ["2020-04-30", "2020-05-31"])
    #expect(features.monthRows == [0..<2, 2..<4])
    #expect(features.userCodes.map { features.users[Int($0)] } == ["a", "a10", "a", "b"])
    #expect(features.targets == [true, false, false, true])
    #expect(features.matrix.names == ["x", "plan"])
    #expect(features.matrix.column(0).map { $0.isNaN ? -1 : $0 } == [-1, 2.5, 3, 4])
  }

  @Test func `ids that look like numbers stay texts`() throws {
    let features = try table("user_id,month,x\n007,2020-04-30,1\n", needsTarget: false)
    #expect(Array(features.users) == ["007"])
    #expect(features.targets == nil)
  }

  @Test(arguments: [
    ("user_id,month,target,x\n", "'t.csv': there are no rows"),
    ("user_id,month,target\na,2020-04-30,1\n", "'t.csv': there are no features"),
    ("user,month,target,x\na,2020-04-30,1,2\n", "'t.csv': there is no column 'user_id'"),
    ("user_id,month,x\na,2020-04-30,1\n", "'t.csv': there is no column 'target'"),
    (
      "user_id,month,target,x\na,2020-04-30,1,2\na,2020-04-30,0,3\n",
      "'t.csv', column 'user_id', row 2: user 'a' has a row in 2020-04-30 already"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,1,2\nb,2020-04-29,0,3\n",
      "'t.csv', column 'month', row 2: '2020-04-29' is not the last day of a month, such as 2020-04-30"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,1,2\nb,soon,0,3\n",
      "'t.csv', column 'month', row 2: 'soon' is not the last day of a month, such as 2020-04-30"
    ),
    (
      "user_id,month,target,x\na,,1,2\nb,2020-04-30,0,3\n",
      "'t.csv', column 'month', row 1: there is no month"
    ),
    (
      "user_id,month,target,x\na,4,1,2\n",
      "'t.csv', column 'month': it holds integers, where a date such as 2020-04-30 is needed"
    ),
    (
      "user_id,month,target,x\n,2020-04-30,1,2\n", "'t.csv', column 'user_id', row 1: there is no user"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,1,2\nb,2020-04-30,2,2\n",
      "'t.csv', column 'target', row 2: '2' is neither 0 nor 1"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,yes,2\nb,2020-04-30,2,2\n",
      "'t.csv', column 'target', row 1: 'yes' is neither 0 nor 1"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,,2\nb,2020-04-30,1,2\n",
      "'t.csv', column 'target', row 1: there is no value, where 0 or 1 is needed"
    ),
    (
      "user_id,month,target,x\na,2020-04-30,1,2020-01-01\n",
      "'t.csv', column 'x': it holds times, where a number or text is needed"
    ),
  ])
  func `what is wrong with a table names file, column and row`(text: String, message: String) throws {
    let error = #expect(throws: Diagnostic.self) { try table(text) }
    #expect(error?.message == message)
  }
}
