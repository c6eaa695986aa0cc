/// Texts compared by their bytes: `String` takes two spellings of an accented letter for one, a stage key does not.
enum ExactText {
  /// Whether two texts have the same bytes.
  static func same(_ a: String, _ b: String) -> Bool { a == b && a.utf8.elementsEqual(b.utf8) }

  /// Whether the bytes of `a` come before those of `b`.
  static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
