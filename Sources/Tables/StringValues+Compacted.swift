extension StringValues {
  /// The same texts with a dictionary of those that are used, each once, in the order of first appearance.
  package func compacted() -> StringValues {
    var interner = TextInterner()
    var newCodes = [Int32](repeating: -1, count: dictionary.count)
    var codes = self.codes
    // SAFETY: the dictionary's bytes outlive the span, and they are plain bytes.
    let bytes = unsafe dictionary.bytes.span.bytes
    for row in codes.indices {
      guard validity[row] else {
        codes[row] = 0
        continue
      }
      let old = Int(codes[row])
      if newCodes[old] < 0 { newCodes[old] = interner.intern(bytes, dictionary.range(of: old)) ?? 0 }
      codes[row] = newCodes[old]
    }
    return StringValues(codes: codes, dictionary: interner.dictionary, validity: validity)
  }
}
