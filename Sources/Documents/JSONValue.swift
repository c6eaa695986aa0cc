/// A JSON value to be written; what was read is a `Node`.
package enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case double(Double)
  /// A number by its text, such as one that must keep every digit; written as a string where it is no JSON number.
  case number(String)
  case string(String)
  case array([JSONValue])
  /// Members in the order they are to be written; the caller sees to it that names are unique.
  case object([(String, JSONValue)])
}

extension JSONValue {
  /// Whether `text` is a number as JSON writes them.
  package static func isNumber(_ text: String) -> Bool { JSONParser.numberType(text.utf8) != nil }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int) { self = .int(value) }
  package init(floatLiteral value: Double) { self = .double(value) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }
}

extension JSONValue {
  /// The string, or null.
  package init(_ text: String?) { self = text.map(JSONValue.string) ?? .null }
  /// The number, or null.
  package init(_ value: Int?) { self = value.map(JSONValue.int) ?? .null }
  /// The number, or null.
  package init(_ value: Double?) { self = value.map(JSONValue.double) ?? .null }

  /// What `node` holds; numbers keep their text where it is JSON's, and `.nan` and `.inf` are doubles.
  package init(_ node: Node) {
    switch node.value {
    case .sequence(let items): self = .array(items.map(JSONValue.init))
    case .mapping(let mapping):
      self = .object(mapping.entries.map { ($0.key, JSONValue($0.value)) })
    case .scalar(let scalar):
      switch scalar.type {
      case .null: self = .null
      case .bool: self = .bool(scalar.bool ?? false)
      case .string: self = .string(scalar.text)
      case .int, .float:
        if JSONParser.numberType(scalar.text.utf8) != nil {
          self = .number(scalar.text)
        } else if let int = scalar.int {
          self = .int(int)
        } else {
          self = scalar.double.map(JSONValue.double) ?? .string(scalar.text)
        }
      }
    }
  }
}
