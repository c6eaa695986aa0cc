package import Tables

extension Column {
  /// Numbers, missing where nil.
  package static func numbers(_ numbers: [Double?]) -> Column {
    .float64(
      Values(numbers.map { $0 ?? 0 }, validity: .of(numbers.count) { numbers[$0] != nil }))
  }

  /// Numbers, missing where NaN.
  package static func numbers(nanIsMissing numbers: [Double]) -> Column {
    .float64(Values(numbers, validity: .of(numbers.count) { !numbers[$0].isNaN }))
  }

  /// Integers.
  package static func integers(_ integers: some Sequence<Int>) -> Column {
    .int64(Values(integers.map { Int64($0) }))
  }

  /// Texts.
  package static func texts(_ texts: [String]) -> Column {
    var codes: [String: Int32] = [:]
    var dictionary = TextDictionary()
    let coded = texts.map { text in
      if let code = codes[text] { return code }
      let code = Int32(dictionary.count)
      dictionary.append(text)
      codes[text] = code
      return code
    }
    return .string(StringValues(codes: coded, dictionary: dictionary))
  }
}

extension Validity {
  /// The validity of `count` rows of which those hold a value that `isPresent` says do.
  package static func of(_ count: Int, _ isPresent: (Int) -> Bool) -> Validity {
    var bytes = [UInt8](repeating: 0, count: (count + 7) / 8)
    var missing = false
    for row in 0..<count {
      if isPresent(row) { bytes[row >> 3] |= 1 << UInt8(row & 7) } else { missing = true }
    }
    return missing ? .bits(bytes) : .all
  }
}
