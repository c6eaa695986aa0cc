import Diagnostics
import Documents

/// The values that the templates of a stage can name: those of the file, then `item` and `key` of its group.
struct TemplateScope {
  /// What the files and `vars` give.
  var variables: TemplateMap
  /// What a group gives each of its members; it hides variables of the same names.
  var members = TemplateMap()

  /// What a name led to.
  enum Found {
    case value(TemplateVariable)
    /// Nothing; with the names that stand where the first unknown step was looked for, which is in `of`, or at the top.
    case nothing(step: String, of: String?, known: [String])
    /// A value without parts, though the name goes on.
    case notContainer(TemplateVariable, name: String)
    /// A list that is shorter, or a step that is no number.
    case notInList(TemplateVariable, step: String, count: Int)
  }

  /// What `steps` name; there is at least one.
  func find(_ steps: [String]) -> Found {
    guard let first = steps.first else { return .nothing(step: "", of: nil, known: []) }
    guard var value = members[first] ?? variables[first] else {
      return .nothing(step: first, of: nil, known: members.names + variables.names)
    }
    for (index, step) in steps.enumerated().dropFirst() {
      switch value.content {
      case .scalar: return .notContainer(value, name: steps[..<index].joined(separator: "."))
      case .map(let map):
        guard let next = map[step] else {
          return .nothing(step: step, of: steps[..<index].joined(separator: "."), known: map.names)
        }
        value = next
      case .list(let items):
        guard let number = Int(step), items.indices.contains(number < 0 ? number &+ items.count : number)
        else { return .notInList(value, step: step, count: items.count) }
        value = items[number < 0 ? number + items.count : number]
      }
    }
    return .value(value)
  }
}
