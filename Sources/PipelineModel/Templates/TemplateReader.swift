import Diagnostics
import Documents
import Identity

/// Puts values into the templates of one pipeline file, and remembers which values of params files it used.
///
/// Everything it makes keeps the place of its template, so that what is wrong is shown where it can be changed.
struct TemplateReader {
  /// What may stand where a name stands alone.
  enum Use {
    /// A single value.
    case value
    /// A text, or a list of texts: any other single value becomes its text.
    case text
    /// A text, or a mapping, which becomes options.
    case command

    /// What may stand in the entry `key` of a stage, or at the top of a file.
    init(of key: String) {
      switch key {
      case "cmd": self = .command
      case "wdir", "deps", "outs", "metrics", "plots", "params", "desc", "shell", "after", "mutex":
        self = .text
      default: self = .value
      }
    }
  }

  /// The most that the templates of a file may make, in nodes and in bytes of text.
  static let limits = (nodes: 5_000_000, bytes: 64 << 20)

  /// The file, as it is printed.
  let file: String
  /// What can be named where a template stands.
  var scope = TemplateScope(variables: TemplateMap())
  /// How mappings in commands become options.
  var flags = CommandFlagStyle()
  /// What was used since it was last emptied.
  var uses: Set<TemplateVariable.Source> = []
  private var nodes = 0
  private var bytes = 0

  init(file: String) { self.file = file }

  /// `node` with its templates resolved; nil where something was wrong, which is in `findings` then.
  mutating func resolve(_ node: Node, _ use: Use, _ findings: inout Findings) -> Node? {
    nodes += 1
    guard nodes <= Self.limits.nodes, bytes <= Self.limits.bytes else {
      if nodes != .max { findings.add(TemplateProblem.tooMuchText.diagnostic(at: node.place.span(in: file))) }
      nodes = .max - 1
      return nil
    }
    switch node.value {
    case .scalar(let scalar):
      bytes += scalar.text.utf8.count
      guard scalar.type == .string, TemplateText.mayName(scalar.text) else { return node }
      return resolve(scalar.text, at: node.place, use, &findings)
    case .sequence(let items):
      var resolved: [Node] = []
      resolved.reserveCapacity(items.count)
      for item in items {
        if let item = resolve(item, use, &findings) { resolved.append(item) }
      }
      return resolved.count == items.count ? Node(.sequence(resolved), at: node.place) : nil
    case .mapping(let mapping):
      // What an entry of a list says of itself has types of its own.
      return resolve(mapping, use == .text ? .value : use, &findings).map {
        Node(.mapping($0), at: node.place)
      }
    }
  }

  /// What a group is made of: a value that names may stand for as a whole, whatever it is, with the places they lead to.
  mutating func resolveGroup(_ node: Node, _ findings: inout Findings) -> TemplateVariable? {
    let span = node.place.span(in: file)
    switch node.value {
    case .scalar(let scalar):
      if scalar.type == .string, let name = TemplateText(scalar.text).wholeName {
        return find(name, at: node.place, .value, &findings)
      }
      guard let resolved = resolve(node, .value, &findings)?.scalar else { return nil }
      return TemplateVariable(.scalar(resolved), at: span)
    case .sequence(let items):
      let values = items.compactMap { resolveGroup($0, &findings) }
      return values.count == items.count ? TemplateVariable(.list(values), at: span) : nil
    case .mapping(let mapping):
      var map = TemplateMap()
      for entry in mapping.entries {
        guard let key = key(entry, &findings), var value = resolveGroup(entry.value, &findings) else {
          return nil
        }
        if !TemplateText.mayName(entry.value.string ?? "") { value.span = entry.keyPlace.span(in: file) }
        map[key] = value
      }
      return TemplateVariable(.map(map), at: span)
    }
  }

  /// The mapping with its keys and values resolved.
  private mutating func resolve(_ mapping: Mapping, _ use: Use, _ findings: inout Findings) -> Mapping? {
    var entries: [Mapping.Entry] = []
    entries.reserveCapacity(mapping.entries.count)
    for entry in mapping.entries {
      guard let key = key(entry, &findings), let value = resolve(entry.value, use, &findings) else {
        continue
      }
      entries.append(Mapping.Entry(key: key, keyPlace: entry.keyPlace, value: value))
    }
    return entries.count == mapping.entries.count ? unique(entries, &findings) : nil
  }

  private func unique(_ entries: [Mapping.Entry], _ findings: inout Findings) -> Mapping? {
    let mapping = Mapping(entries)
    if mapping.entries.count == entries.count { return mapping }
    var first: [String: Place] = [:]
    for entry in entries {
      guard let earlier = first[entry.key] else {
        first[entry.key] = entry.keyPlace
        continue
      }
      findings.add(
        TemplateProblem.redefined(entry.key).diagnostic(
          at: entry.keyPlace.span(in: file),
          notes: [.init(TemplateProblem.firstNote, at: earlier.span(in: file))]))
    }
    return nil
  }

  private mutating func key(_ entry: Mapping.Entry, _ findings: inout Findings) -> String? {
    guard TemplateText.mayName(entry.key) else { return entry.key }
    guard let node = resolve(entry.key, at: entry.keyPlace, .value, &findings) else { return nil }
    guard let scalar = node.scalar, scalar.type != .null else {
      findings.add(TemplateProblem.keyNotText(node.kindName).diagnostic(at: entry.keyPlace.span(in: file)))
      return nil
    }
    return TemplateVariable.text(of: scalar)
  }

  private mutating func resolve(
    _ text: String, at place: Place, _ use: Use, _ findings: inout Findings
  ) -> Node? {
    let template = TemplateText(text)
    if let name = template.wholeName {
      guard let value = find(name, at: place, use, &findings) else { return nil }
      if !value.isComposite {
        bytes += value.text?.utf8.count ?? 0
        return value.text(for: use).map { Node(.scalar(Scalar($0, type: .string)), at: place) }
          ?? value.node(at: place)
      }
      return options(value, name, at: place, use, &findings).map {
        Node(.scalar(Scalar($0, type: .string)), at: place)
      }
    }
    var result = ""
    var isWhole = true
    for part in template.parts {
      switch part {
      case .literal(let literal): result += literal
      case .name(let name):
        if let value = find(name, at: place, use, &findings),
          let inner = value.text ?? options(value, name, at: place, use, &findings)
        {
          result += inner
        } else {
          isWhole = false
        }
      }
    }
    bytes += result.utf8.count
    return isWhole ? Node(.scalar(Scalar(result, type: .string)), at: place) : nil
  }

  /// A mapping as options, where it stands in a command.
  private func options(
    _ value: TemplateVariable, _ name: String, at place: Place, _ use: Use, _ findings: inout Findings
  ) -> String? {
    let problem: TemplateProblem
    if use == .command, case .map(let map) = value.content {
      switch CommandFlags.text(of: map, flags) {
      case .success(let text): return text
      case .failure(let nested): problem = .nestedList("\(name).\(nested.key)")
      }
    } else {
      problem = .composite(name, kind: value.kindName)
    }
    let note = Diagnostic.Note(TemplateProblem.definedNote(name), at: value.span)
    findings.add(problem.diagnostic(at: place.span(in: file), notes: [note]))
    return nil
  }

  private mutating func find(
    _ name: String, at place: Place, _ use: Use, _ findings: inout Findings
  ) -> TemplateVariable? {
    let span = place.span(in: file)
    guard let steps = TemplateText.steps(of: name) else {
      findings.add(TemplateProblem.badName(name).diagnostic(at: span))
      return nil
    }
    switch scope.find(steps) {
    case .value(let value):
      if let source = value.source { uses.insert(source) }
      return value
    case .nothing(let step, let owner, let known):
      let problem = TemplateProblem.unknown(
        name, step: step, of: owner, known: known, inCommand: use == .command)
      findings.add(problem.diagnostic(at: span))
    case .notContainer(let value, let part):
      let problem = TemplateProblem.notContainer(name, part: part, kind: value.kindName)
      let note = Diagnostic.Note(TemplateProblem.definedNote(part), at: value.span)
      findings.add(problem.diagnostic(at: span, notes: [note]))
    case .notInList(let value, let step, let count):
      let note = Diagnostic.Note(TemplateProblem.definedNote(steps[0]), at: value.span)
      findings.add(
        TemplateProblem.notInList(name, step: step, count: count).diagnostic(at: span, notes: [note]))
    }
    return nil
  }
}

extension TemplateVariable {
  /// The text that takes the value's place for `use`; nil where it keeps its type.
  fileprivate func text(for use: TemplateReader.Use) -> String? {
    switch use {
    case .value: nil
    // Nothing is no text.
    case .text: isNull ? nil : text
    case .command: text
    }
  }

  private var isNull: Bool { if case .scalar(let scalar) = content { scalar.type == .null } else { false } }
}
