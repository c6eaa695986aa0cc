import History
import Identity

extension Environment {
  /// How many files are named before the rest is counted.
  private static let named = 3

  /// Says which metrics files are not there as their stages have not run: nothing is wrong with that.
  func note(notMade reports: [ValueReport], from folder: RelativePath) {
    for report in reports where !report.notMade.isEmpty {
      let names = report.notMade.prefix(Self.named).map { "'\(ValueText.path($0, from: folder))'" }
      let rest = report.notMade.count - names.count
      let place = report.revision == .workspace ? "" : "in '\(report.revision.name)' "
      note(
        "\(place)not made yet, as the stages have not run: \(names.joined(separator: ", "))"
          + (rest > 0 ? " and \(rest) more" : ""))
    }
  }
}
