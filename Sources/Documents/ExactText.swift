/// A text that equals another only where the bytes do.
///
/// `String` holds two spellings of an accented letter to be equal; two keys, or two paths, are not.
package struct ExactText: Hashable {
  let text: String

  /// A text.
  package init(_ text: String) { self.text = text }

  package static func == (left: ExactText, right: ExactText) -> Bool { same(left.text, right.text) }

  // Texts of the same bytes are equal strings, so the string's own hash will do.
  package func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Whether two texts have the same bytes.
  package static func same(_ left: String, _ right: String) -> Bool {
    let (one, other) = (left.utf8Span.span, right.utf8Span.span)
    return one.count == other.count && one.indices.allSatisfy { one[$0] == other[$0] }
  }

  /// Whether the bytes of `left` come before those of `right`.
  package static func precedes(_ left: String, _ right: String) -> Bool {
    let (one, other) = (left.utf8Span.span, right.utf8Span.span)
    let shared = min(one.count, other.count)
    for index in 0..<shared where one[index] != other[index] { return one[index] < other[index] }
    return one.count < other.count
  }
}
