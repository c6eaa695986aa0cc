import Diagnostics
import Documents
import Learning
import StageKit

/// The part of a feature recipe that needs no fitting, by the section of the params file.
///
/// Applied to each column in the order of the properties; lags are taken before buckets are made.
struct Recipe {
  /// What stands in the place of a missing value: a number, or a text for columns of text.
  enum Constant {
    case number(Double)
    case text(String)
  }

  /// Constants for missing values, by column.
  private(set) var missing: [String: Constant] = [:]
  /// The range that numbers are moved into, by column.
  private(set) var clips: [String: ClosedRange<Double>] = [:]
  /// The columns that become `log(1 + x)`.
  private(set) var logs: Set<String> = []
  /// The columns of which last month's value and the change since become columns of their own.
  private(set) var lags: Set<String> = []
  /// Rising edges, by column: a number becomes the number of edges that are at most it.
  private(set) var buckets: [String: [Double]] = [:]
  /// The columns that are left out.
  private(set) var drops: Set<String> = []

  private let section: ParamsSection

  /// Reads the section strictly.
  init(_ section: ParamsSection) throws(Diagnostic) {
    self.section = section
    var section = section
    if var own = try section.section("missing") {
      for column in own.keys {
        missing[column] = try own.value(column, default: nil, "a number or a text") { node in
          if let text = node.string { return .text(text) }
          return node.scalar?.double.flatMap { $0.isFinite ? .number($0) : nil }
        }
      }
    }
    if var own = try section.section("clip") {
      for column in own.keys {
        clips[column] = try own.value(column, default: nil, "two rising numbers") {
          guard let range = Self.numbers($0), range.count == 2, range[0] <= range[1] else { return nil }
          return range[0]...range[1]
        }
      }
    }
    logs = Set(try section.names("log"))
    lags = Set(try section.names("lags"))
    if var own = try section.section("buckets") {
      for column in own.keys {
        buckets[column] = try own.value(column, default: nil, "a list of rising numbers") {
          guard let edges = Self.numbers($0), !edges.isEmpty, zip(edges, edges.dropFirst()).allSatisfy(<)
          else { return nil }
          return edges
        }
      }
    }
    drops = Set(try section.names("drop"))
    try section.finish()
  }

  private static func numbers(_ node: Node) -> [Double]? {
    guard let items = node.sequence else { return nil }
    let numbers = items.compactMap { $0.scalar?.double }
    return numbers.count == items.count && numbers.allSatisfy(\.isFinite) ? numbers : nil
  }

  /// The parts of the recipe, by the keys they stand under, with the columns that each names.
  private var parts: [(key: String, columns: Set<String>)] {
    [
      ("missing", Set(missing.keys)), ("clip", Set(clips.keys)), ("log", logs), ("lags", lags),
      ("buckets", Set(buckets.keys)), ("drop", drops),
    ]
  }

  /// Refuses a recipe that names a column which is no feature of `file`, or leaves none of them.
  func check(against columns: [String], of file: FilePlace) throws(Diagnostic) {
    for (key, named) in parts {
      for column in named.sorted() where !columns.contains(column) {
        throw section.noFeature(column, at: key, among: columns, of: file)
      }
    }
    guard columns.contains(where: { !drops.contains($0) }) else {
      throw section.problem("'\(section.path).drop' leaves no feature of '\(file.name)'", at: "drop")
    }
  }

  /// Refuses a recipe that treats a column of text as numbers.
  func checkText(_ column: String, of file: FilePlace) throws(Diagnostic) {
    for (key, named) in parts where named.contains(column) && key != "missing" && key != "drop" {
      throw section.noNumbers(column, at: key, of: file)
    }
    if case .number = missing[column] {
      throw section.problem(
        "'\(section.path).missing.\(column)' is a number, but the column holds text in '\(file.name)'",
        at: "missing", item: column)
    }
  }

  /// Refuses a text in the place of missing numbers.
  func checkNumbers(_ column: String, of file: FilePlace) throws(Diagnostic) {
    if case .text = missing[column] {
      throw section.problem(
        "'\(section.path).missing.\(column)' is text, but the column holds numbers in '\(file.name)'",
        at: "missing", item: column)
    }
  }

  /// Whether numbers of the column leave as they came.
  func keeps(_ column: String) -> Bool {
    missing[column] == nil && clips[column] == nil && !logs.contains(column) && !lags.contains(column)
      && buckets[column] == nil
  }
}
