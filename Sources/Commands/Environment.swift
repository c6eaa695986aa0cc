import Diagnostics
import Documents
import Engine
import Identity
package import Platform

/// What a command may know of the world outside the project: where the user stands, the variables, where to write.
///
/// Results go to standard output, progress and diagnostics to standard error.
package struct Environment: Sendable {
  /// Where the user stands.
  package var workingFolder: AbsolutePath
  /// The environment's variables.
  package var variables: [(name: String, value: String)]
  private let output: OutputBuffer
  private let sink: Sink
  private let hasColour: (output: Bool, error: Bool)
  /// How many columns the terminal has that standard output is; nil where it is none.
  let width: Int?
  /// The columns of the terminal that shows both streams; nil where there is none, or it cannot erase a line.
  let terminalWidth: Int?

  /// Where bytes for one of the two streams go, and why they cannot go there.
  typealias Sink = @Sendable (StandardStream, [UInt8]) -> SystemError?

  /// An environment whose output goes to `sink`.
  init(
    workingFolder: AbsolutePath, variables: [(name: String, value: String)], isTerminal: Bool,
    hasColour: (output: Bool, error: Bool), width: Int? = nil, terminalWidth: Int? = nil,
    sink: @escaping Sink
  ) {
    self.workingFolder = workingFolder
    self.variables = variables
    self.output = OutputBuffer(isTerminal: isTerminal, sink: sink)
    self.sink = sink
    self.hasColour = hasColour
    self.width = width
    self.terminalWidth = terminalWidth
  }

  /// The environment of this process.
  package static func current() throws -> Environment {
    let variables = CurrentProcess.environment
    let isDumb = variables.contains { $0.name == "TERM" && $0.value == "dumb" }
    let isPlain =
      variables.contains { $0.name == "NO_COLOR" && !$0.value.isEmpty }
      || isDumb
    return Environment(
      workingFolder: try CurrentProcess.workingFolder(), variables: variables,
      isTerminal: StandardStream.output.isTerminal,
      hasColour: (StandardStream.output.isTerminal && !isPlain, StandardStream.error.isTerminal && !isPlain),
      width: StandardStream.output.isTerminal ? StandardStream.output.width : nil,
      terminalWidth: StandardStream.output.isTerminal && !isDumb ? StandardStream.error.width : nil,
      sink: { stream, bytes in stream.write(bytes) })
  }

  /// Colours of standard output.
  var style: TextStyle { TextStyle(isColoured: hasColour.output) }

  /// Writes a line to standard output.
  func print(_ line: String) { write(Array((line + "\n").utf8)) }

  /// Writes bytes to standard output.
  func write(_ bytes: [UInt8]) { output.write(bytes) }

  /// Writes a report to standard output, as `--json` shows it.
  func write(_ report: JSONValue) { write(JSONWriter.pretty.bytes(report)) }

  /// Writes bytes to standard error, after all that was written to standard output before.
  func writeError(_ bytes: [UInt8]) {
    output.flush()
    _ = sink(.error, bytes)
  }

  /// Writes what is still buffered.
  package func flush() { output.flush() }

  /// Why some of the output was lost; nil where all of it was written.
  var loss: SystemError? { output.loss }

  /// Something worth knowing that stops nothing, on standard error.
  func note(_ text: String) { writeError(Array("note: \(TerminalText.escaped(text))\n".utf8)) }

  /// A diagnostic, on standard error.
  func show(_ diagnostic: Diagnostic) { show([diagnostic]) }

  /// Diagnostics, on standard error; places are relative to where the user stands.
  func show(_ diagnostics: [Diagnostic]) {
    if diagnostics.isEmpty { return }
    let root = Project.root(above: workingFolder)
    let renderer = DiagnosticRenderer(useColor: hasColour.error) { file in
      try? File.read(AbsolutePath(resolving: file, against: workingFolder), limit: 16 << 20)
    }
    let placed = diagnostics.map { place($0, below: root) }
    writeError(Array(renderer.text(placed).utf8))
  }

  private func place(_ diagnostic: Diagnostic, below root: AbsolutePath?) -> Diagnostic {
    guard let root, let inside = workingFolder.suffix(below: root), !inside.isEmpty,
      let folder = try? RelativePath(validating: inside)
    else { return diagnostic }
    func placed(_ span: SourceSpan?) -> SourceSpan? {
      guard var span, let path = try? RelativePath(span.file) else { return span }
      span.file = String(decoding: path.relative(to: folder), as: UTF8.self)
      return span
    }
    var result = diagnostic
    result.span = placed(diagnostic.span)
    result.notes = diagnostic.notes.map { Diagnostic.Note($0.message, at: placed($0.span)) }
    return result
  }
}
