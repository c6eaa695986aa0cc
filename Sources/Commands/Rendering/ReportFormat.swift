import Arguments
import Diagnostics
import Documents

/// In which form a command writes its table.
enum ReportFormat: Hashable {
  case terminal, markdown, csv, json

  /// The options that choose it, `--json` being one of every command.
  static let options = [
    OptionSpec("md", help: "print a Markdown table"),
    OptionSpec("csv", help: "print comma-separated values, with every digit"),
  ]

  /// The form that the command line asks for.
  ///
  /// - Throws: `Diagnostic` where it asks for two.
  init(_ arguments: ParsedArguments) throws {
    let asked: [(String, ReportFormat)] = [("json", .json), ("csv", .csv), ("md", .markdown)]
      .filter { arguments.has($0.0) }
    if asked.count > 1 {
      throw Diagnostic(
        "--\(asked[0].0) and --\(asked[1].0) are two forms of the same table", hint: "take one")
    }
    self = asked.first?.1 ?? .terminal
  }
}

/// What a command found, in every form that it can be written in.
protocol TableReport {
  /// The table.
  var table: TableText { get }
  /// What programs read.
  var json: JSONValue { get }
  /// The table for programs, where it is another.
  var programTable: TableText { get }
  /// What is said where the table has no rows, in Markdown, where nothing would look like a failure.
  var emptyText: String { get }
  /// Whether that is said on a terminal too.
  var tellsEmpty: Bool { get }
  /// Sentences that follow the table where people read it.
  var remarks: [String] { get }
  /// Both, where it costs less to make them at once.
  var page: (table: TableText, remarks: [String]) { get }
}

extension TableReport {
  var programTable: TableText { table }
  var tellsEmpty: Bool { false }
  var remarks: [String] { [] }
  var page: (table: TableText, remarks: [String]) { (table, remarks) }
}

extension Environment {
  /// Writes `report` to standard output.
  func write(_ report: some TableReport, as format: ReportFormat) {
    switch format {
    case .json: return write(report.json)
    case .csv: return write(Array(forTerminal(report.programTable.csv).utf8))
    case .terminal:
      let (table, remarks) = report.page
      if !table.rows.isEmpty {
        write(table.terminalBytes(style, width: width))
      } else if report.tellsEmpty, !report.emptyText.isEmpty {
        print(TerminalText.escaped(report.emptyText))
      }
      for remark in remarks { print(TerminalText.escaped(remark)) }
    case .markdown:
      let (table, remarks) = report.page
      let beginning =
        table.rows.isEmpty ? MarkdownText.escaped(report.emptyText) : String(table.markdown.dropLast())
      let paragraphs = [beginning].filter { !$0.isEmpty } + remarks.map(MarkdownText.escaped)
      write(Array(paragraphs.map { $0 + "\n" }.joined(separator: "\n").utf8))
    }
  }

  /// `text` as it is for programs, and where a person sees it without what a terminal would act on.
  private func forTerminal(_ text: String) -> String {
    guard width != nil else { return text }
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { TerminalText.escaped(String($0)) }.joined(separator: "\n")
  }
}
