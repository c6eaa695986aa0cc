package import Documents

/// A parameter's value: its type, and its text as written.
///
/// `1`, `1.0`, `true` and `"1"` are four values, and a NaN equals a NaN: values are compared by type and bytes, and
/// as numbers only where that is asked for. A null has one text, however it is written, and so have a NaN and JSON's
/// infinities. A list is one value.
package struct ParamValue: Hashable, Sendable {
  /// The types that tell values apart.
  package enum ValueType: String, Hashable, Sendable, CaseIterable {
    case null, bool, int, float, string, list, map
  }

  /// The type; `map` only for a mapping without keys.
  package let type: ValueType
  /// The text: of a scalar as written, of a list or an empty map in canonical flow form.
  package let text: String

  /// A value whose text is known to be of its type.
  package init(type: ValueType, text: String) {
    self.type = type
    self.text =
      switch (type, text) {
      case (.null, _): "null"
      case (.float, "NaN"), (.float, ".NaN"), (.float, ".NAN"): ".nan"
      case (.float, "Infinity"): ".inf"
      case (.float, "-Infinity"): "-.inf"
      default: text
      }
  }

  /// The value of a scalar.
  package init(_ scalar: Scalar) {
    let type: ValueType =
      switch scalar.type {
      case .null: .null
      case .bool: .bool
      case .int: .int
      case .float: .float
      case .string: .string
      }
    self.init(type: type, text: scalar.text)
  }

  /// The value of a list.
  package init(list items: [Node]) {
    self.init(type: .list, text: FlowText.of(Node(.sequence(items))))
  }

  /// The one value of a mapping without keys.
  package static let emptyMap = ParamValue(type: .map, text: "{}")

  /// The value as it is written in YAML, which reads back as the same value.
  package var yaml: String {
    switch type {
    case .null: "null"
    case .list, .map: text
    case .bool: YAMLScalarText.scalar(Scalar(text, type: .bool))
    case .int: YAMLScalarText.scalar(Scalar(text, type: .int))
    case .float: YAMLScalarText.scalar(Scalar(text, type: .float))
    case .string: YAMLScalarText.string(text)
    }
  }

  /// Whether type and bytes are the same.
  package static func == (a: ParamValue, b: ParamValue) -> Bool {
    a.type == b.type && ExactText.same(a.text, b.text)
  }

  /// Hashes type and text; the same bytes are equal strings, so their own hash will do.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    hasher.combine(text)
  }
}
