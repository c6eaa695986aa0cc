package import Diagnostics
import Documents
import Identity
import Learning

extension ModelFile {
  /// Reads a model file.
  ///
  /// - Throws: `Diagnostic` where the file is none, is of a later version, or is damaged.
  package init(reading file: FilePlace) throws(Diagnostic) {
    let bytes = try file.read()
    guard bytes.starts(with: Self.magic) else { throw file.problem("this is not a model file") }
    var rest = bytes[Self.magic.count...]
    guard let version = Self.integer(UInt32.self, from: &rest) else { throw Self.damaged(file) }
    guard version == Self.version else {
      throw file.problem("the model file has version \(version); this program reads version \(Self.version)")
    }
    // The library that reads the booster trusts its bytes, so they must be those that were written.
    guard rest.count >= Digest.byteCount,
      bytes.suffix(Digest.byteCount).elementsEqual(Self.digest(bytes.dropLast(Digest.byteCount)))
    else { throw Self.damaged(file) }
    rest = rest.dropLast(Digest.byteCount)
    guard let header = Self.block(from: &rest), let booster = Self.block(from: &rest), rest.isEmpty,
      let document = try? JSONReader.read(header, file: file.name), let mapping = document.root?.mapping,
      let model = ModelFile(header: mapping, booster: booster)
    else { throw Self.damaged(file) }
    self = model
  }

  private static func damaged(_ file: FilePlace) -> Diagnostic { file.problem("the model file is damaged") }

  private static func integer<Number: FixedWidthInteger>(
    _ type: Number.Type, from bytes: inout ArraySlice<UInt8>
  ) -> Number? {
    let size = Number.bitWidth / 8
    guard bytes.count >= size else { return nil }
    defer { bytes = bytes.dropFirst(size) }
    return bytes.prefix(size).reversed().reduce(0) { $0 << 8 | Number($1) }
  }

  /// Bytes whose number stands before them.
  private static func block(from bytes: inout ArraySlice<UInt8>) -> [UInt8]? {
    guard let count = integer(UInt64.self, from: &bytes), count <= UInt64(bytes.count) else { return nil }
    defer { bytes = bytes.dropFirst(Int(count)) }
    return Array(bytes.prefix(Int(count)))
  }

  private init?(header: Mapping, booster: [UInt8]) {
    guard let kind = header["kind"]?.string.flatMap({ ModelKind(rawValue: $0) }),
      let seed = header["seed"]?.scalar?.int, let parameters = header["parameters"]?.mapping,
      let months = header["months"]?.sequence, let rows = header["rows"]?.scalar?.int,
      let positives = header["positives"]?.scalar?.int, let features = header["features"]?.sequence
    else { return nil }
    let columns = features.compactMap { $0.mapping.flatMap(ColumnEncoding.init(header:)) }
    let read = months.compactMap { $0.string.flatMap { Month($0) } }
    let texts = parameters.entries.compactMap { entry in entry.value.string.map { (entry.key, $0) } }
    guard columns.count == features.count, Set(columns.map(\.name)).count == columns.count,
      read.count == months.count, texts.count == parameters.entries.count
    else { return nil }
    self.init(
      settings: ModelSettings(
        kind: kind, parameters: Dictionary(texts, uniquingKeysWith: { first, _ in first }), seed: seed),
      encoding: Encoding(columns: columns), months: read, rows: rows, positives: positives,
      recipe: header["recipe"].map { JSONValue($0) } ?? .null, booster: booster)
  }
}

extension ColumnEncoding {
  /// The encoding of a feature that a header describes; nil where it is not as it was written.
  fileprivate init?(header: Mapping) {
    guard let name = header["name"]?.string else { return nil }
    self.init(name: name)
    if let categories = header["categories"] {
      let texts = (categories.sequence ?? []).compactMap(\.string)
      guard texts.count == categories.sequence?.count, Set(texts).count == texts.count else { return nil }
      self.categories = texts
    }
    func number(_ key: String) -> Double? { header[key]?.scalar?.double }
    median = number("median").map { Float($0) }
    low = number("low").map { Float($0) }
    high = number("high").map { Float($0) }
    mean = number("mean")
    scale = number("scale")
    edges = header["edges"]?.sequence?.compactMap { $0.scalar?.double.map { Float($0) } }
  }
}
