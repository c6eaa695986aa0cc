extension Optional<TableError.FileFormat> {
  /// What the first bytes of a file look like, or nil where they say nothing.
  static func guess(_ head: [UInt8]) -> TableError.FileFormat? {
    let signatures: [([UInt8], TableError.FileFormat)] = [
      (ArrowFooter.magic, .arrow), (Array("FEA1".utf8), .feather1), (Array("PAR1".utf8), .parquet),
      ([0xFF, 0xFF, 0xFF, 0xFF], .arrowStream), ([0x1F, 0x8B], .compressed),
      ([0x28, 0xB5, 0x2F, 0xFD], .compressed), (Array("PK\u{3}\u{4}".utf8), .compressed),
    ]
    if let known = signatures.first(where: { head.starts(with: $0.0) }) { return known.1 }
    let isText = head.allSatisfy { $0 >= 0x20 && $0 != 0x7F || (0x09...0x0D).contains($0) }
    return isText && !head.isEmpty ? .text : nil
  }
}
