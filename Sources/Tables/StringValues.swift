/// Text of a column as codes into a list of distinct texts.
///
/// What was read has no text twice in its dictionary, in the order of first appearance; the texts of a
/// selection of rows keep the dictionary of the whole, so some may be unused (see `compacted()`).
package struct StringValues: Sendable {
  /// One code a row, an index into `dictionary`; unspecified (but a valid index or 0) where invalid.
  package var codes: [Int32]
  /// The distinct texts (one given by hand may repeat one).
  package var dictionary: TextDictionary
  /// Which rows hold a value.
  package var validity: Validity

  /// Codes into `dictionary`.
  package init(codes: [Int32], dictionary: TextDictionary, validity: Validity = .all) {
    self.codes = codes
    self.dictionary = dictionary
    self.validity = validity
  }

  /// Codes into `dictionary`.
  package init(codes: [Int32], dictionary: [String], validity: Validity = .all) {
    self.init(codes: codes, dictionary: TextDictionary(dictionary), validity: validity)
  }

  /// The number of rows.
  package var count: Int { codes.count }

  /// The text at `row`, or nil where it is missing.
  package subscript(row: Int) -> String? {
    validity[row] ? dictionary[Int(codes[row])] : nil
  }
}
