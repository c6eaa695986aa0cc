import Diagnostics
import Documents
import Identity

/// Reads the stages of a file that has templates or groups.
///
/// It puts in the values and hands each stage, now plain, to `StageReader`. A file without templates never gets here.
struct TemplatedStageReader {
  private var templates: TemplateReader
  private var loader: VariableLoader
  private var made = 0
  /// The groups, by name, those without members too.
  private(set) var groups: [Pipeline.Group] = []
  /// Variables that no member of a group can name, since it names its own by the same name.
  private(set) var warnings: [Diagnostic] = []
  /// The values of params files that templates outside stages used.
  private(set) var uses: Set<TemplateVariable.Source> = []

  /// A reader that has taken the variables of the file: its params file, then `vars`.
  init(
    _ variables: Node?, source: @escaping VariableLoader.Source, flags: CommandFlagStyle,
    _ fields: inout FieldReader
  ) {
    templates = TemplateReader(file: fields.file)
    templates.flags = flags
    loader = VariableLoader(source)
    loader.takeDefault(in: fields.folder, &fields)
    if let variables { loader.take(variables, in: fields.folder, &fields) }
    templates.scope = TemplateScope(variables: loader.variables)
  }

  /// Whether `body` makes several stages, or brings variables of its own.
  static func needs(_ body: Mapping) -> Bool {
    body.entries.contains {
      $0.key == "foreach" || $0.key == "matrix" || $0.key == "vars" || $0.key == "do"
    }
  }

  /// The value of an entry at the top of the file.
  mutating func resolve(_ entry: Mapping.Entry, _ fields: inout FieldReader) -> Node? {
    defer {
      uses.formUnion(templates.uses)
      templates.uses = []
    }
    return templates.resolve(entry.value, .init(of: entry.key), &fields.findings)
  }

  /// The stages that the entry `name` makes.
  mutating func stages(
    _ name: StageName, _ body: Mapping, at place: Place, _ fields: inout FieldReader
  ) -> [Stage] {
    if let list = body.entry("foreach") {
      guard let template = body.entry("do") else {
        add(.groupWithout("foreach", other: "do"), at: list.keyPlace, &fields)
        return []
      }
      for entry in body.entries where entry.key != "foreach" && entry.key != "do" {
        add(.groupKey(entry.key, in: "'foreach'"), at: entry.keyPlace, &fields)
      }
      guard let inner = fields.mapping(template.value, "'do'") else { return [] }
      return members(of: name, list.value, inner, at: place, &fields, GroupMembers.foreach)
    }
    if let template = body.entry("do") {
      add(.groupWithout("do", other: "foreach"), at: template.keyPlace, &fields)
      return []
    }
    if let matrix = body.entry("matrix") {
      let inner = Mapping(body.entries.filter { $0.key != "matrix" })
      return members(of: name, matrix.value, inner, at: place, &fields, GroupMembers.matrix)
    }
    return stage(body, named: name, at: place, reserved: [], &fields).map { [$0] } ?? []
  }

  private mutating func members(
    of name: StageName, _ node: Node, _ template: Mapping, at place: Place, _ fields: inout FieldReader,
    _ list: (TemplateVariable, Node, inout Findings) -> [GroupMembers.Member]
  ) -> [Stage] {
    guard let value = templates.resolveGroup(node, &fields.findings) else { return [] }
    // What a member uses of the list is found when it is read.
    templates.uses = []
    let problems = fields.findings.all.count
    let members = list(value, node, &fields.findings)
    guard fields.findings.all.count == problems else { return [] }
    warnOfShadows(members, in: name)
    groups.append(.init(name: name.text, span: place.span(in: fields.file), count: members.count))
    made += members.count
    guard made <= GroupMembers.limit else {
      add(.tooManyMembers(GroupMembers.limit), at: place, &fields)
      return []
    }
    var stages: [Stage] = []
    var first: [String: GroupMembers.Member] = [:]
    var known: Set<SourceSpan> = []
    defer { templates.scope.members = TemplateMap() }
    for member in members where fields.findings.all.count - problems < Diagnostics.most {
      guard let stageName = StageName("\(name)@\(member.key)") else {
        fields.findings.add(TemplateProblem.badMember("\(name)@\(member.key)").diagnostic(at: member.span))
        continue
      }
      if let other = first.updateValue(member, forKey: stageName.text) {
        // Two values that are called the same clash in every combination that they are part of.
        let clash = other.clash(with: member, called: stageName)
        if let span = clash.span, known.insert(span).inserted { fields.findings.add(clash) }
        continue
      }
      templates.scope.members = Self.variables(of: member)
      let start = fields.findings.all.count
      let reserved = member.hasKey ? ["item", "key"] : ["item"]
      if let stage = stage(template, named: stageName, at: place, reserved: reserved, &fields) {
        stages.append(stage)
      }
      let note = Diagnostic.Note(TemplateProblem.memberNote(stageName), at: member.span)
      fields.findings.explain(from: start, with: note, known: &known)
    }
    return stages
  }

  private mutating func warnOfShadows(_ members: [GroupMembers.Member], in name: StageName) {
    guard let first = members.first else { return }
    for word in first.hasKey ? ["item", "key"] : ["item"] {
      guard let variable = templates.scope.variables[word] else { continue }
      warnings.append(
        TemplateProblem.shadowed(word, in: name).diagnostic(at: variable.span, severity: .warning))
    }
  }

  private static func variables(of member: GroupMembers.Member) -> TemplateMap {
    var variables = TemplateMap()
    variables["item"] = member.item
    if member.hasKey {
      variables["key"] = TemplateVariable(.scalar(Scalar(member.key, type: .string)), at: member.span)
    }
    return variables
  }

  /// One stage, which may bring variables of its own.
  private mutating func stage(
    _ body: Mapping, named name: StageName, at place: Place, reserved: [String], _ fields: inout FieldReader
  ) -> Stage? {
    defer { templates.uses = [] }
    let outer = templates.scope.variables
    defer { templates.scope.variables = outer }
    if let variables = body.entry("vars") {
      let problems = fields.findings.all.count
      guard let folder = workingFolder(of: body, &fields) else { return nil }
      var own = loader
      own.take(variables.value, in: folder, reserved: reserved, &fields)
      // Without them most of the stage would seem wrong.
      guard fields.findings.all.count == problems else { return nil }
      templates.scope.variables = own.variables
    }
    var entries: [Mapping.Entry] = []
    var isWhole = true
    for entry in body.entries where entry.key != "vars" {
      guard let value = templates.resolve(entry.value, .init(of: entry.key), &fields.findings) else {
        isWhole = false
        continue
      }
      entries.append(Mapping.Entry(key: entry.key, keyPlace: entry.keyPlace, value: value))
    }
    guard isWhole else { return nil }
    var stage = StageReader.read(Mapping(entries), named: name, at: place, &fields)
    stage?.templateParams = Pipeline.requests(for: templates.uses, at: place.span(in: fields.file))
    return stage
  }

  /// Where the files of a stage's own variables are, which its `wdir` cannot name; nil where a name in it leads nowhere.
  ///
  /// What else is wrong with the folder is said when the stage is read.
  private mutating func workingFolder(of body: Mapping, _ fields: inout FieldReader) -> RelativePath? {
    guard let node = body["wdir"] else { return fields.folder }
    guard let value = templates.resolve(node, .text, &fields.findings) else { return nil }
    guard let text = value.string else { return fields.folder }
    return (try? RelativePath(resolving: text, in: fields.folder)) ?? fields.folder
  }

  private func add(_ problem: TemplateProblem, at place: Place, _ fields: inout FieldReader) {
    fields.findings.add(problem.diagnostic(at: place.span(in: fields.file)))
  }
}

extension Pipeline {
  /// The values that templates used, as requests for params: sorted by file, then key.
  static func requests(
    for uses: Set<TemplateVariable.Source>, at span: SourceSpan
  ) -> [ParamRequest] {
    guard !uses.isEmpty else { return [] }
    let byFile = Dictionary(grouping: uses.filter { !$0.key.isEmpty }, by: \.file)
    return byFile.sorted { $0.key < $1.key }.map { file, sources in
      let keys = sources.map { ParamKey($0.key) }.sorted()
      return ParamRequest(file: file, at: span, selection: .keys(keys.map { ($0, span) }))
    }
  }
}
