import Diagnostics
import Documents
import Identity

/// Reads the variables of a pipeline file: the params file beside it, and what `vars` names or gives.
struct VariableLoader {
  /// Reads a variables file; nil where there is none.
  typealias Source = (RelativePath) throws(Diagnostics) -> Document?

  /// Which keys of each file were read; nil for all.
  private var loaded: [RelativePath: [String]?] = [:]
  /// The variables so far.
  private(set) var variables = TemplateMap()
  private let source: Source

  init(_ source: @escaping Source) { self.source = source }

  /// Takes the params file of `folder`, where there is one.
  mutating func takeDefault(in folder: RelativePath, _ fields: inout FieldReader) {
    guard let path = try? folder.appending(name: Array(Pipeline.paramsName.utf8)) else { return }
    guard let document = document(path, at: nil, &fields) else { return }
    loaded[path] = .some(nil)
    guard let mapping = mapping(of: document, path, &fields) else { return }
    merge(TemplateMap(mapping, in: document.file, source: .init(file: path, key: [])), [], &fields)
  }

  /// Takes the items of `vars`; files are in `folder`, and the names of `reserved` cannot be given.
  mutating func take(
    _ node: Node, in folder: RelativePath, reserved: [String] = [], _ fields: inout FieldReader
  ) {
    for item in fields.sequence(node, "'vars'") ?? [] {
      if let mapping = item.mapping {
        if let place = Self.template(in: item) {
          fields.findings.add(TemplateProblem.templateInVariables.diagnostic(at: place.span(in: fields.file)))
          continue
        }
        merge(TemplateMap(mapping, in: fields.file, source: nil), reserved, &fields)
      } else if let text = item.string {
        takeFile(text, at: item.place, in: folder, reserved, &fields)
      } else {
        let problem = TemplateProblem.badVariables(item.kindName)
        fields.findings.add(problem.diagnostic(at: item.place.span(in: fields.file)))
      }
    }
  }

  /// `file`, or `file:key,key`.
  private mutating func takeFile(
    _ text: String, at place: Place, in folder: RelativePath, _ reserved: [String],
    _ fields: inout FieldReader
  ) {
    let span = place.span(in: fields.file)
    if TemplateText.mayName(text) {
      return fields.findings.add(TemplateProblem.templateInVariables.diagnostic(at: span))
    }
    let cut = text.firstIndex(of: ":") ?? text.endIndex
    let keys = text[cut...].dropFirst().split(separator: ",").map(String.init)
    guard let path = fields.path(String(text[..<cut]), at: place, in: folder) else { return }
    guard !ParamsFormat.isPython(path) else {
      return fields.findings.add(TemplateProblem.pythonFile(path.description).diagnostic(at: span))
    }
    if let known = loaded[path] {
      if keys.isEmpty, known == nil { return }
      if keys.isEmpty || known == nil || keys.contains(where: { known?.contains($0) ?? false }) {
        return fields.findings.add(TemplateProblem.loadedBefore(text).diagnostic(at: span))
      }
    }
    let problems = fields.findings.all.count
    guard let document = document(path, at: span, &fields) else {
      if fields.findings.all.count == problems {
        fields.findings.add(TemplateProblem.missingFile(path.description).diagnostic(at: span))
      }
      return
    }
    guard let mapping = mapping(of: document, path, &fields) else { return }
    loaded[path] = .some(keys.isEmpty ? nil : ((loaded[path] ?? nil) ?? []) + keys)
    let all = TemplateMap(mapping, in: document.file, source: .init(file: path, key: []))
    guard !keys.isEmpty else { return merge(all, reserved, &fields) }
    var some = TemplateMap()
    for key in keys {
      if let value = all[key] {
        some[key] = value
      } else {
        let problem = TemplateProblem.missingKey(key, file: document.file, known: all.names)
        fields.findings.add(problem.diagnostic(at: span))
      }
    }
    merge(some, reserved, &fields)
  }

  /// The file that the entry at `span` names.
  private func document(
    _ path: RelativePath, at span: SourceSpan?, _ fields: inout FieldReader
  ) -> Document? {
    do throws(Diagnostics) {
      return try source(path)
    } catch {
      for diagnostic in error.all { fields.findings.add(diagnostic.at(span)) }
      return nil
    }
  }

  private func mapping(
    of document: Document, _ path: RelativePath, _ fields: inout FieldReader
  ) -> Mapping? {
    guard let root = document.root, !root.isNull else { return Mapping([]) }
    if root.mapping == nil {
      let problem = TemplateProblem.notMapping(path.description, kind: root.kindName)
      fields.findings.add(problem.diagnostic(at: root.place.span(in: document.file)))
    }
    return root.mapping
  }

  private mutating func merge(_ other: TemplateMap, _ reserved: [String], _ fields: inout FieldReader) {
    for name in reserved {
      guard let value = other[name] else { continue }
      fields.findings.add(TemplateProblem.reserved(name).diagnostic(at: value.span))
    }
    for clash in variables.merge(other) {
      let problem = TemplateProblem.redefined(clash.name.joined(separator: "."))
      fields.findings.add(
        problem.diagnostic(at: clash.second, notes: [.init(TemplateProblem.firstNote, at: clash.first)]))
    }
  }

  /// The place of the first template in `node`, keys included.
  private static func template(in node: Node) -> Place? {
    switch node.value {
    case .scalar(let scalar):
      return scalar.type == .string
        && TemplateText(scalar.text).parts.contains { if case .name = $0 { true } else { false } }
        ? node.place : nil
    case .sequence(let items): return items.lazy.compactMap(template).first
    case .mapping(let mapping): return mapping.entries.lazy.compactMap { template(in: $0.value) }.first
    }
  }
}
