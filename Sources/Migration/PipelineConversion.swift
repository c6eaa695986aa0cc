import Diagnostics
import Documents
import Identity
import PipelineModel

/// Makes a pipeline file of a `dvc.yaml`.
///
/// It is the same text, with what means something else here written so that it means the same, and without what cannot
/// be read here. Each change becomes a remark.
struct PipelineConversion {
  private var edit: YAMLEdit
  private let folder: RelativePath
  private let file: String
  private let variables: PipelineReader.VariableSource
  private(set) var remarks: [ImportReport.Remark] = []
  /// The names that stages have in `dvc.yaml`, by those that they were given here.
  private(set) var formerNames: [String: String] = [:]

  /// The text of the pipeline file.
  var text: [UInt8] { edit.bytes }

  /// Converts `bytes`, the `dvc.yaml` of `folder`, whose templates take their values from the files that `variables`
  /// reads.
  ///
  /// - Throws: `Diagnostics` where they are no YAML.
  init(
    _ bytes: [UInt8], folder: RelativePath,
    variables: @escaping PipelineReader.VariableSource = { _ in nil }
  ) throws(Diagnostics) {
    self.folder = folder
    self.variables = variables
    file = folder.isRoot ? "dvc.yaml" : "\(folder)/dvc.yaml"
    edit = try YAMLEdit(bytes, file: file)
    try nameStages()
    for stage in edit.root?.mapping?["stages"]?.mapping?.entries ?? [] {
      try convert(stage.key, [.key("stages"), .key(stage.key)], stage.value)
      if let body = stage.value.mapping?["do"] {
        try convert(stage.key, [.key("stages"), .key(stage.key), .key("do")], body)
      }
    }
    try dropWhatCannotBeRead()
  }

  private mutating func remark(_ place: String, _ text: String) {
    remarks.append(ImportReport.Remark(subject: "\(file): \(place)", text: text))
  }

  /// Gives stages whose names have other characters than ours may have names of their own.
  private mutating func nameStages() throws(Diagnostics) {
    guard let stages = edit.root?.mapping?["stages"]?.mapping else { return }
    var taken = Set(stages.entries.map(\.key))
    for stage in stages.entries where StageName(stage.key) == nil || stage.key.contains("@") {
      let letters = stage.key.utf8.map { byte -> UInt8 in
        let isPlain = StageName("a\(Character(Unicode.Scalar(byte)))") != nil && byte != UInt8(ascii: "@")
        return byte < 0x80 && isPlain ? byte : UInt8(ascii: "-")
      }
      var name = String(decoding: letters, as: UTF8.self)
      if StageName(name) == nil { name = "s" + name.prefix(120) }
      while !taken.insert(name).inserted { name += "-2" }
      guard StageName(name) != nil else { continue }
      try edit.apply(.rename([.key("stages"), .key(stage.key)], to: name))
      formerNames[name] = stage.key
      remark("stage '\(stage.key)'", "is called '\(name)': a name has letters, digits, '-', '_' and '.'")
    }
  }

  private mutating func convert(_ name: String, _ path: [YAMLStep], _ body: Node) throws(Diagnostics) {
    let shown = "stage '\(name)'"
    if let script = body.mapping?["cmd"]?.string, script.utf8.contains(0x0A) {
      let lines = DVCCommand.lines(script)
      if lines.count > 1, lines.allSatisfy(DVCCommand.isWhole) {
        try edit.apply(.set(path + [.key("cmd")], .sequence(lines.map { Node.string($0) })))
        remark(
          shown, "its cmd is a list now: DVC runs each line in a shell of its own, here a text is one script")
      } else if lines.count > 1 {
        remark(shown, "its cmd is one script here; DVC gives each line to a shell of its own")
      }
    }
    for (name, hint) in DVCCommand.surprises(in: body.mapping?["cmd"]) { remark(shown, "\(name): \(hint)") }
    let params = body.mapping?["params"]?.sequence ?? []
    for (index, item) in params.enumerated().reversed() {
      guard let files = item.mapping else { continue }
      for entry in files.entries where entry.key.hasSuffix(".py") {
        let place = path + [.key("params"), .item(index)]
        try edit.apply(.remove(files.entries.count == 1 ? place : place + [.key(entry.key)]))
        try addDependency(entry.key, path)
        remark(
          shown,
          "'\(entry.key)' is a dep instead of a params file: Python is not read here, so any edit of it counts"
        )
      }
    }
    if !params.isEmpty, (try? value(at: path + [.key("params")]))?.sequence?.isEmpty ?? false {
      try edit.apply(.remove(path + [.key("params")]))
    }
  }

  private mutating func addDependency(_ file: String, _ path: [YAMLStep]) throws(Diagnostics) {
    let deps = try value(at: path + [.key("deps")])
    if deps?.sequence?.contains(where: { $0.string == file }) ?? false { return }
    if deps == nil {
      try edit.apply(.set(path + [.key("deps")], .sequence([.string(file)])))
    } else {
      try edit.apply(.append(.string(file), to: path + [.key("deps")]))
    }
  }

  private func value(at path: [YAMLStep]) throws(Diagnostics) -> Node? {
    var node = edit.root
    for case .key(let key) in path { node = node?.mapping?[key] }
    return node
  }

  // MARK: What cannot be read

  /// Takes out, one by one, what the reader of pipeline files complains of.
  private mutating func dropWhatCannotBeRead() throws(Diagnostics) {
    for _ in 0..<1000 {
      let problem: Diagnostic
      do throws(Diagnostics) {
        let document = Document(file: file, root: edit.root)
        _ = try PipelineReader.read(document, folder: folder, variables: variables)
        return
      } catch {
        problem = error.all[0]
      }
      guard let span = problem.span, span.file == file,
        var path = edit.root.flatMap({ Self.path(to: span, in: $0) }), !path.isEmpty
      else { throw Diagnostics([problem]) }
      // Half a template says something else than the whole.
      if path.count > 2, path[0] == .key("stages"), isTemplate(path[1]) { path = Array(path.prefix(2)) }
      try edit.apply(.remove(path))
      remark(Self.shown(path), "is left out: \(problem.message)")
    }
  }

  /// Whether a stage is a group, or written with templates.
  private func isTemplate(_ stage: YAMLStep) -> Bool {
    guard case .key(let name) = stage, let body = edit.root?.mapping?["stages"]?.mapping?[name] else {
      return false
    }
    return body.mapping?["foreach"] != nil || body.mapping?["matrix"] != nil
      || YAMLWriter.flow(body).contains("${")
  }

  /// The way to what begins at `span`: a key's entry, or an item.
  private static func path(to span: SourceSpan, in root: Node) -> [YAMLStep]? {
    func isThere(_ place: Place) -> Bool { place.line == span.line && place.column == span.column }
    var waiting: [(node: Node, path: [YAMLStep])] = [(root, [])]
    var found: [YAMLStep]?
    while let (node, path) = waiting.popLast() {
      for entry in node.mapping?.entries ?? [] {
        let below = path + [.key(entry.key)]
        if isThere(entry.keyPlace) || isThere(entry.value.place), below.count > found?.count ?? 0 {
          found = below
        }
        waiting.append((entry.value, below))
      }
      for (index, item) in (node.sequence ?? []).enumerated() {
        let below = path + [.item(index)]
        if isThere(item.place), below.count > found?.count ?? 0 { found = below }
        waiting.append((item, below))
      }
    }
    return found
  }

  private static func shown(_ path: [YAMLStep]) -> String {
    var text = ""
    for step in path {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .item(let index): text += "[\(index)]"
      }
    }
    return text
  }
}

/// Commands as DVC runs them.
enum DVCCommand {
  /// The commands that DVC makes of one text: each line in a shell of its own.
  static func lines(_ script: String) -> [String] {
    script.split(whereSeparator: \.isNewline).map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) }
  }

  /// Whether a line is a command by itself, and no part of one that goes on.
  static func isWhole(_ line: String) -> Bool {
    let words = line.split(whereSeparator: \.isWhitespace)
    let begins = [
      "if", "then", "else", "elif", "fi", "for", "while", "until", "do", "done", "case", "esac", "{", "}",
    ]
    return !line.hasSuffix("\\") && !line.contains("<<") && !begins.contains { words.first == $0[...] }
      && line.count { $0 == "'" } % 2 == 0 && line.count { $0 == "\"" } % 2 == 0
  }

  /// What in a command means something else here, with what to do about it.
  static func surprises(in command: Node?) -> [(name: String, hint: String)] {
    let texts = (command?.sequence ?? command.map { [$0] } ?? []).compactMap(\.string)
    func holds(_ words: String...) -> Bool { texts.contains { text in words.contains { text.contains($0) } } }
    var found: [(name: String, hint: String)] = []
    if holds("[[", "source ", "<(", "pipefail", "$'", "shopt", "&>") {
      found.append(("its cmd looks like bash", "here 'sh -e' runs it, unless the stage says 'shell: bash'"))
    }
    if holds("DVC_ROOT", "DVC_STAGE") {
      found.append(("its cmd reads a variable of DVC's", "DVC_ROOT and DVC_STAGE are not set here"))
    }
    return found
  }
}
