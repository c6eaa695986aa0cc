import Diagnostics
import Documents
package import Identity
import PipelineModel
import Platform

/// Params as one run sees them: the values of `repro --set` in the place of those in the files, which stay as they are.
package struct ParamsOverlay: Sendable {
  private var settings: [RelativePath: [ParamSetting]] = [:]

  /// What the files say.
  package init() {}

  /// The values that `texts` set, each `key=value` or `file:key=value`.
  ///
  /// A file is named from `folder`; without one it is the params file beside the pipeline file of `folder`, which is the
  /// one in it or in the nearest folder above.
  /// - Throws: `Diagnostic` of a text, or of a key that its file has not got.
  package init(_ texts: [String], in project: Project, folder: RelativePath) throws {
    for text in texts {
      let setting = try ParamSetting(parsing: text)
      let file =
        try setting.file.map { try Self.path($0, in: folder) }
        ?? Self.home(of: folder, in: project).appending(name: Array(Pipeline.paramsName.utf8))
      settings[file, default: []].append(setting)
    }
    for file in settings.keys.sorted() {
      guard let bytes = try project.workspace.readOwn(file, limit: DocumentLimits.standard.bytes + 1)
      else {
        throw Diagnostic("there is no params file '\(file)'", hint: "name another as FILE:KEY=VALUE")
      }
      _ = try text(bytes, of: file)
    }
  }

  private static func path(_ text: String, in folder: RelativePath) throws(Diagnostic) -> RelativePath {
    do throws(PathProblem) {
      return try RelativePath(resolving: text, in: folder)
    } catch {
      throw Diagnostic("'\(text)' is no file of the project: \(error)")
    }
  }

  private static func home(of folder: RelativePath, in project: Project) throws -> RelativePath {
    var candidate = folder
    while try project.workspace.status(candidate.appending(name: Array(Pipeline.fileName.utf8))) == nil {
      if candidate.isRoot { return folder }
      candidate = candidate.parent
    }
    return candidate
  }

  /// Whether nothing is set.
  package var isEmpty: Bool { settings.isEmpty }

  /// Whether a value of `file` is set.
  func changes(_ file: RelativePath) -> Bool { settings[file] != nil }

  /// The project's files as the run sees them.
  func files(of project: Project) throws -> OverlaidFiles {
    var texts: [RelativePath: [UInt8]] = [:]
    for file in settings.keys {
      let bytes = try project.workspace.readOwn(file, limit: DocumentLimits.standard.bytes + 1)
      texts[file] = try text(bytes ?? [], of: file)
    }
    return OverlaidFiles(
      workspace: project.workspace, texts: texts, commandFlags: project.configuration.commandFlags)
  }

  /// What `file`, which holds `bytes`, is to the run.
  ///
  /// - Throws: `Diagnostics` of the file, `Diagnostic` of a key that it has not got.
  func text(_ bytes: [UInt8], of file: RelativePath) throws -> [UInt8] {
    var bytes = bytes
    for setting in settings[file] ?? [] {
      let document = try ParamsFormat.read(bytes, file: file)
      let keys = [setting.key, setting.itemKey].compactMap(\.self)
      let known = keys.first { document.select($0) != nil }
      guard let key = known ?? (setting.adds ? keys.last : nil) else {
        // What cannot be there says so itself.
        _ = try Self.place(
          keys.last ?? setting.key, setting.value,
          in: ParamsFormat.document(bytes, shown: "\(file)").root ?? .null,
          of: file)
        throw Diagnostic(
          "'\(file)' has no param '\(setting.key)'",
          hint: DidYouMean.hint(for: setting.key.text, among: document.keyTexts)
            ?? "'+\(setting.key)=…' adds one; to set one of another file name it, as in 'FILE:\(setting.key)=…'"
        )
      }
      bytes = try Self.set(key, to: setting.value, in: bytes, of: file)
    }
    return bytes
  }

  private static func set(
    _ key: ParamKey, to value: Node, in bytes: [UInt8], of file: RelativePath
  ) throws -> [UInt8] {
    let shown = file.description
    let root = try ParamsFormat.document(bytes, shown: shown).root ?? .mapping([])
    let (path, value) = try place(key, value, in: root, of: file)
    if shown.hasSuffix(".toml") {
      var edit = TOMLEdit(bytes, file: shown)
      if let list = path.firstIndex(where: \.isItem), (try? edit.set(path.map(\.text), to: value)) == nil {
        // A list that is no list of tables is written whole.
        let items = path[..<list].reduce(root) { $0.mapping?[$1.text] ?? $0 }
        try edit.set(path[..<list].map(\.text), to: replacing(path[list...], in: items, by: value))
      } else if !path.contains(where: \.isItem) {
        try edit.set(path.map(\.text), to: value)
      }
      return edit.bytes
    }
    guard !shown.hasSuffix(".json") else {
      return JSONWriter.pretty.bytes(JSONValue(replacing(path[...], in: root, by: value)))
    }
    var edit = try YAMLEdit(bytes, file: shown)
    do throws(Diagnostics) {
      try edit.apply(.set(path, value))
      return edit.bytes
    } catch {
      // What an alias repeats has one text for several values: for this run each is written out.
      return Array(YAMLWriter.text(replacing(path[...], in: root, by: value)).utf8)
    }
  }

  /// The steps that lead to what is replaced or added, and what it becomes: mappings on the way to a key that is added
  /// are made.
  private static func place(
    _ key: ParamKey, _ value: Node, in root: Node, of file: RelativePath
  ) throws(Diagnostic) -> (path: [YAMLStep], value: Node) {
    let keys = key.components
    var path: [YAMLStep] = []
    var node = root
    for depth in keys.indices {
      if let (index, item) = node.item(named: keys[depth]) {
        path.append(.item(index))
        node = item
        continue
      }
      guard let mapping = node.isNull ? Mapping([]) : node.mapping else {
        throw Diagnostic(
          "'\(ParamKey(Array(keys.prefix(depth))))' of '\(file)' is \(node.kindName), which holds no '\(keys[depth])'",
          hint: node.sequence.map {
            $0.isEmpty ? "it is empty" : "its last item is '\($0.count - 1)', and the first is '0'"
          })
      }
      path.append(.key(keys[depth]))
      guard let next = mapping[keys[depth]] else {
        return (path, keys[(depth + 1)...].reversed().reduce(value) { .mapping([($1, $0)]) })
      }
      node = next
    }
    return (path, value)
  }

  private static func replacing(_ path: ArraySlice<YAMLStep>, in node: Node, by value: Node) -> Node {
    switch path.first {
    case nil: return value
    case .item(let index):
      var items = node.sequence ?? []
      items[index] = replacing(path.dropFirst(), in: items[index], by: value)
      return Node(.sequence(items))
    case .key(let key):
      var entries = node.mapping?.entries ?? []
      let inner = replacing(path.dropFirst(), in: node.mapping?[key] ?? .mapping([]), by: value)
      if let index = entries.firstIndex(where: { $0.key == key }) {
        entries[index].value = inner
      } else {
        entries.append(Mapping.Entry(key: key, value: inner))
      }
      return Node(.mapping(Mapping(entries)))
    }
  }
}

extension YAMLStep {
  fileprivate var isItem: Bool { if case .item = self { true } else { false } }

  /// The step as a component of a key.
  fileprivate var text: String {
    switch self {
    case .key(let key): key
    case .item(let index): "\(index)"
    }
  }
}
