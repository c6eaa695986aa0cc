import Diagnostics
import Documents
import Identity

/// The members that `foreach` and `matrix` give a group: the key of each, and what it names `item`.
struct GroupMembers {
  /// A member.
  struct Member {
    /// What follows the `@` in its name.
    var key: String
    /// What `item` is.
    var item: TemplateVariable
    /// Whether `key` can be named too.
    var hasKey: Bool
    /// Where the member is written.
    var span: SourceSpan
    /// What each list of a matrix gave it; empty for others.
    var parts: [Part] = []
  }

  /// What a list of a matrix gave a member.
  struct Part {
    /// The list's name and the value, as in `x: a`.
    var text: String
    /// Where the value is written.
    var span: SourceSpan
  }

  /// The most that a file may make.
  static let limit = 100_000

  /// The members of `foreach`: `value`, which is `node` with its templates resolved.
  static func foreach(_ value: TemplateVariable, _ node: Node, _ findings: inout Findings) -> [Member] {
    switch value.content {
    case .map(let map):
      return map.names.compactMap { name in
        map[name].map { Member(key: name, item: $0, hasKey: true, span: $0.span) }
      }
    case .list(let items):
      // One mapping or list among them, and all are called by their numbers.
      let isNumbered = items.contains(where: \.isComposite)
      return items.enumerated().map { index, item in
        Member(
          key: isNumbered ? "\(index)" : item.text ?? "", item: item, hasKey: false, span: item.span)
      }
    case .scalar:
      let problem = TemplateProblem.notGroup(
        "'foreach'", expected: "a list or a mapping", found: value.kindName)
      refuse(problem, value, node, &findings)
      return []
    }
  }

  /// Notes what is wrong with `value`: where it is written, and where a name leads that it is written as.
  private static func refuse(
    _ problem: TemplateProblem, _ value: TemplateVariable, _ node: Node?, _ findings: inout Findings
  ) {
    guard let node, let name = node.string.flatMap({ TemplateText($0).wholeName }) else {
      return findings.add(problem.diagnostic(at: value.span))
    }
    let note = Diagnostic.Note(TemplateProblem.definedNote(name), at: value.span)
    findings.add(problem.diagnostic(at: node.place.span(in: findings.file), notes: [note]))
  }

  /// The members of `matrix`, every combination of a value of each of its lists, the last changing fastest.
  static func matrix(_ value: TemplateVariable, _ node: Node, _ findings: inout Findings) -> [Member] {
    guard case .map(let map) = value.content else {
      let problem = TemplateProblem.notGroup("'matrix'", expected: "a mapping", found: value.kindName)
      refuse(problem, value, node, &findings)
      return []
    }
    var combinations: [(keys: [String], item: TemplateMap, parts: [Part])] = [([], TemplateMap(), [])]
    for name in map.names {
      guard let axis = map[name] else { continue }
      guard case .list(let values) = axis.content else {
        let problem = TemplateProblem.notMatrixList(name, found: axis.kindName)
        refuse(problem, axis, node.mapping?[name], &findings)
        return []
      }
      let (count, overflow) = combinations.count.multipliedReportingOverflow(by: values.count)
      guard !overflow, count <= limit else {
        findings.add(TemplateProblem.tooManyMembers(limit).diagnostic(at: value.span))
        return []
      }
      combinations = combinations.flatMap { combination in
        values.enumerated().map { index, value in
          var item = combination.item
          item[name] = value
          let key = value.text ?? "\(name)\(index)"
          let part = Part(text: "\(name): \(value.writtenText ?? key)", span: value.span)
          return (combination.keys + [key], item, combination.parts + [part])
        }
      }
    }
    if map.names.isEmpty { return [] }
    return combinations.map { keys, item, parts in
      Member(
        key: keys.joined(separator: "-"), item: TemplateVariable(.map(item), at: value.span), hasKey: true,
        span: value.span, parts: parts)
    }
  }
}
