package import Diagnostics
import Learning
import Tables

// Tables that were meant to be joined and have nothing in common.
extension RowKeys {
  /// The error of a table none of whose rows has user and month of a row of `other`.
  package func sharesNothing(with other: RowKeys) -> Diagnostic {
    let known = Set(other.months)
    if Set(months).isDisjoint(with: known), let first = months.first, let earliest = known.min(),
      let latest = known.max()
    {
      let range = earliest == latest ? "\(earliest)" : "\(earliest) to \(latest)"
      return file.problem(
        "\(first) is no month of '\(other.file.name)' (\(range)), and no other row has one", column: "month",
        row: 0)
    }
    if !sharesUser(with: other) { return sharesNoUser(with: other) }
    return file.problem("no row has the user and month of a row of '\(other.file.name)'")
  }

  /// Whether a user of one table is one of the other too.
  package func sharesUser(with other: RowKeys) -> Bool { !Set(users).isDisjoint(with: other.users) }

  /// The error of a table none of whose users is one of `other`.
  package func sharesNoUser(with other: RowKeys) -> Diagnostic {
    guard let first = userCodes.first, let known = other.userCodes.first else {
      return file.problem("there are no rows")
    }
    return file.problem(
      "'\(users[Int(first)])' is no user of '\(other.file.name)' (such as '\(other.users[Int(known)])'), "
        + "and no other row has one",
      column: "user_id", row: 0)
  }
}
