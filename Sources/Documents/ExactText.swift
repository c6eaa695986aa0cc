/// A text that equals another only where the bytes do.
///
/// `String` holds two spellings of an accented letter to be equal; two keys, or two paths, are not.
struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ExactText, right: ExactText) -> Bool { same(left.text, right.text) }

  // Texts of the same bytes are equal strings, so the string's own hash will do.
  func hash(into hasher: inout Hasher) { hasher.combine(text) }

  /// Whether two texts have the same bytes.
  static func same(_ left: String, _ right: String) -> Bool {
    left == right && left.utf8.elementsEqual(right.utf8)
  }
}
