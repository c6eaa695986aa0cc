import Identity
import Platform

/// What was set aside and could not be given back otherwise: `trash/<moment>-<process>-<nanoseconds>/`, kept for 14 days.
enum Trash {
  static let daysKept: Int64 = 14

  /// The folder of a run that begins now; no two have one name, also not of one process within a second.
  static func folder() throws -> RelativePath {
    let (seconds, rest) = SystemClock.now.quotientAndRemainder(dividingBy: 1_000_000_000)
    return try RelativePath("trash/\(seconds)-\(CurrentProcess.identifier)-\(rest)")
  }

  /// Removes what was put there more than 14 days ago, and folders that turned out empty.
  static func sweep(in own: Folder) throws {
    let top = try RelativePath("trash")
    guard try own.status(top) != nil else { return }
    let oldest = SystemClock.now / 1_000_000_000 - daysKept * 86_400
    for path in try own.names(top) {
      let moment = String(decoding: path.name, as: UTF8.self).split(separator: "-").first.flatMap {
        Int64($0)
      }
      if let moment, moment < oldest { try own.removeTree(path) } else { try? own.removeFolder(path) }
    }
  }
}
