import Diagnostics
import Documents
import Identity
import PipelineModel

/// The document of `text`.
func document(_ text: String, file: String = "pipeline.yaml") throws(Diagnostics) -> Document {
  try YAMLReader.read(Array(text.utf8), file: file)
}

/// The pipeline that `text` declares in `folder`.
func pipeline(_ text: String, in folder: RelativePath = .root) throws(Diagnostics) -> Pipeline {
  try PipelineReader.read(document(text), folder: folder)
}

/// What is wrong with `text` as a pipeline file; empty where nothing is.
func problems(_ text: String, in folder: RelativePath = .root) -> String {
  do throws(Diagnostics) {
    _ = try pipeline(text, in: folder)
    return ""
  } catch { return shown(error.all) }
}

/// Diagnostics as text: `line:column+length message`, notes and hints indented below.
func shown(_ diagnostics: [Diagnostic]) -> String {
  diagnostics.map { diagnostic in
    var lines = ["\(place(diagnostic.span)) \(diagnostic.message)"]
    lines += diagnostic.notes.map { "  note \(place($0.span)) \($0.message)" }
    if let hint = diagnostic.hint { lines.append("  hint \(hint)") }
    return lines.joined(separator: "\n")
  }.joined(separator: "\n")
}

private func place(_ span: SourceSpan?) -> String {
  span.map { "\($0.line):\($0.column)+\($0.length)" } ?? "-"
}

func path(_ text: String) throws -> RelativePath { try RelativePath(resolving: text, in: .root) }

/// The pipeline that `text` declares with the help of `files`, which give variables.
func readTemplates(_ text: String, files: [String: String]) throws(Diagnostics) -> Pipeline {
  try PipelineReader.read(document(text), folder: .root) { (path) throws(Diagnostics) in
    guard let text = files[path.description] else { return nil }
    return try ParamsFormat.document(Array(text.utf8), shown: path.description)
  }
}
