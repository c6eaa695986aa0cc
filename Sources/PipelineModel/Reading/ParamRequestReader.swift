import Diagnostics
import Documents
import Identity

/// Reads `params`: keys of the default params file, or files with their keys.
enum ParamRequestReader {
  /// The requests of one list; the default file is the one in the stage's working folder.
  static func read(_ node: Node, in folder: RelativePath, _ fields: inout FieldReader) -> [ParamRequest] {
    guard let items = fields.sequence(node, "'params'") else { return [] }
    guard let defaultFile = try? folder.appending(name: Array(Pipeline.paramsName.utf8)) else { return [] }
    var requests: [ParamRequest] = []
    for item in items {
      let span = item.place.span(in: fields.file)
      if let mapping = item.mapping {
        for entry in mapping.entries {
          if let request = read(entry, in: folder, &fields) { requests.append(request) }
        }
      } else if let key = key(item, "an entry of 'params'", &fields) {
        requests.append(ParamRequest(file: defaultFile, at: span, selection: .keys([(key, span)])))
      }
    }
    return requests
  }

  private static func read(
    _ entry: Mapping.Entry, in folder: RelativePath, _ fields: inout FieldReader
  ) -> ParamRequest? {
    let path = fields.path(entry.key, at: entry.keyPlace, in: folder)
    if let path, ParamsFormat.isPython(path) {
      fields.findings.add(.pythonParams(path), at: entry.keyPlace)
      return nil
    }
    let span = entry.keyPlace.span(in: fields.file)
    if entry.value.isNull { return path.map { ParamRequest(file: $0, at: span, selection: .wholeFile) } }
    let what = "the keys of '\(entry.key)'"
    guard let items = entry.value.sequence else {
      fields.wrongType(entry.value, what, "a list, or nothing for the whole file")
      return nil
    }
    if items.isEmpty {
      fields.findings.add(
        .emptyList("the list of keys of '\(entry.key)'", hint: Self.wholeFileHint), at: entry.value.place)
    }
    let keys = items.compactMap { item in
      key(item, "a key of '\(entry.key)'", &fields).map { (key: $0, span: item.place.span(in: fields.file)) }
    }
    return path.map { ParamRequest(file: $0, at: span, selection: .keys(keys)) }
  }

  private static let wholeFileHint = "leave it out to read the whole file"

  private static func key(_ node: Node, _ what: String, _ fields: inout FieldReader) -> ParamKey? {
    guard let text = node.scalar, text.type != .null else {
      fields.wrongType(node, what, "a key")
      return nil
    }
    guard let key = ParamKey(parsing: text.text) else {
      fields.findings.add(.badParamKey(text.text), at: node.place)
      return nil
    }
    return key
  }
}
