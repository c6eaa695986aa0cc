import Charts
import Diagnostics
import History
import Identity

/// The report as the comment of a pull request.
struct ReportMarkdown {
  let facts: ReportFacts
  /// The folder of the pictures, as links name it; nil for none.
  let assets: String?
  /// Names and titles of the pictures.
  let pictures: [(name: String, title: String)]

  /// The most stages that are listed.
  private static let mostStages = 20

  /// The comment.
  var text: String {
    var parts = ["**\(MarkdownText.escaped(facts.headline))**"]
    parts += facts.notes.map(MarkdownText.escaped)
    let (table, remarks) = facts.metricsTable
    if !table.rows.isEmpty { parts.append(table.markdown) }
    parts += remarks.map(MarkdownText.escaped)
    if let params = facts.paramsTable, !params.rows.isEmpty { parts.append(params.markdown) }
    if let reran = facts.base?.reran, !reran.isEmpty {
      let names = reran.prefix(Self.mostStages).map { Self.code($0.description) }.joined(separator: ", ")
      let rest = reran.count > Self.mostStages ? " and \(reran.count - Self.mostStages) more" : ""
      parts.append("Stages that reran: \(names)\(rest).")
    }
    if let assets {
      parts.append(
        pictures.map { "![\(Self.label($0.title))](\(Self.address("\(assets)/\($0.name)")))" }
          .joined(separator: "\n"))
    }
    parts += facts.problems.map { "- \(MarkdownText.escaped(ReportFacts.text(of: $0)))" }
    return parts.filter { !$0.isEmpty }.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined(separator: "\n")
  }

  private static func code(_ text: String) -> String {
    text.contains("`") ? MarkdownText.escaped(text) : "`\(text)`"
  }

  /// Text between the brackets of a picture.
  private static func label(_ text: String) -> String {
    MarkdownText.escaped(text).replacing("[", with: "\\[").replacing("]", with: "\\]")
  }

  /// An address whose blanks and brackets do not end it.
  private static func address(_ path: String) -> String {
    path.replacing(" ", with: "%20").replacing("(", with: "%28").replacing(")", with: "%29")
  }
}
