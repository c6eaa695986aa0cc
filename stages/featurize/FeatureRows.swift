import Diagnostics
import Learning
import StageKit
import Tables

/// Which rows of the features are written, in which order, and where each user's row of last month is.
///
/// Rows are counted through the history, where there is one, and then through the features.
struct FeatureRows {
  /// The rows to write, sorted by month and user.
  let order: [Int32]
  /// For each of `order` the row of the same user in the month before, or −1.
  let previous: [Int32]
  /// For each of `order` its target; nil where no targets were given.
  let targets: [Bool]?
  /// The months of the features, without those of the history.
  let months: [Month]
  /// The number of rows of the features.
  let featureCount: Int
  /// The number of rows of the history.
  let historyCount: Int
  /// The number of rows of the targets.
  let targetCount: Int
  /// The number of users of the features.
  let userCount: Int
  private let cells: [Int32]
  private let space: KeySpace

  /// The number of months of the features.
  var monthCount: Int { months.count }

  /// The rows of `features`; of those only the ones that have a target, where targets are given.
  ///
  /// Last month is the month before in the calendar of history and features together.
  /// - Throws: `Diagnostic` where a user has two rows in a month of history and features, or two targets, and
  ///   where targets or history have nothing to do with the features.
  init(
    _ features: RowKeys, history: RowKeys?, target: (keys: RowKeys, flags: [Bool])?
  ) throws(Diagnostic) {
    let calendar = [history, features].compactMap(\.self)
    let files = calendar + [target?.keys].compactMap(\.self)
    let space = try KeySpace(files, calendars: calendar.count)
    let rows = try space.rows(of: Array(calendar.indices), files)
    historyCount = history?.count ?? 0
    let base = Int32(historyCount)
    var chosen = rows.indices.filter { rows[$0] >= base }.map { Int32($0) }
    featureCount = chosen.count
    let users = Int32(max(1, space.users.count))
    userCount = Set(chosen.map { $0 % users }).count
    months = Set(chosen.map { $0 / users }).sorted().map { space.months[Int($0)] }
    if let target {
      let targetRows = try space.rows(of: [calendar.count], files)
      chosen.removeAll { targetRows[Int($0)] < 0 }
      guard !chosen.isEmpty else { throw target.keys.sharesNothing(with: features) }
      targets = chosen.map { target.flags[Int(targetRows[Int($0)])] }
    } else {
      targets = nil
    }
    targetCount = target?.flags.count ?? 0
    order = chosen.map { rows[Int($0)] }
    previous = chosen.map { $0 < users ? -1 : rows[Int($0 - users)] }
    if let history, previous.allSatisfy({ $0 < 0 }), !history.sharesUser(with: features) {
      throw history.sharesNoUser(with: features)
    }
    cells = chosen
    self.space = space
  }

  /// The columns `user_id` and `month` of the rows, and `target` where there are targets.
  var keyFields: [Table.Field] {
    let users = Int32(max(1, space.users.count))
    let times = space.months.map(\.nanoseconds)
    var fields: [Table.Field] = [
      .init(
        "user_id", .string(StringValues(codes: cells.map { $0 % users }, dictionary: space.users))),
      .init("month", .timestamp(Values(cells.map { times[Int($0 / users)] }))),
    ]
    if let targets { fields.append(.init("target", .integers(targets.map { $0 ? 1 : 0 }))) }
    return fields
  }
}
