/// Where a value stands in a params file: the keys from the top, one a level.
///
/// Its text joins the keys with dots; a key that itself holds a dot, a quote or nothing is written in double quotes,
/// so that `a.b` beside `a: {b: …}` are two keys.
package struct ParamKey: Hashable, Sendable {
  /// The keys from the top; never empty.
  package let components: [String]
}

/// A parameter's value: its type, and its text as written.
///
/// `1`, `1.0`, `true` and `"1"` are four values. A list is one value, its text the canonical flow form of its items.
package struct ParamValue: Hashable, Sendable {
  /// The types that tell values apart.
  package enum ValueType: String, Hashable, Sendable { case null, bool, int, float, string, list, map }

  /// The type; `map` only for a mapping without keys.
  package var type: ValueType
  /// The text: of a scalar as written, of a list or an empty map in canonical flow form.
  package var text: String
}
