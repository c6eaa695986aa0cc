package import Documents
import Identity
package import Learning
import Platform

/// A model as a file holds it: the booster's bytes, and all that is needed to encode features for it.
///
/// The layout is in docs/FORMATS.md. Version history: 1, the first.
package struct ModelFile: Sendable {
  /// The version that is written.
  package static let version: UInt32 = 1
  /// The first bytes of every model file.
  package static let magic = Array("LSMODEL\n".utf8)

  /// What the model was trained with.
  package var settings: ModelSettings
  /// How each feature is encoded, in the model's order.
  package var encoding: Encoding
  /// The training months, in order.
  package var months: [Month]
  /// The number of training rows.
  package var rows: Int
  /// The number of positive training rows.
  package var positives: Int
  /// The params that made the features, for the record; null where unknown.
  package var recipe: JSONValue
  /// The booster, as universal binary JSON.
  package var booster: [UInt8]

  /// A model file.
  package init(
    settings: ModelSettings, encoding: Encoding, months: [Month], rows: Int, positives: Int,
    recipe: JSONValue, booster: [UInt8]
  ) {
    self.settings = settings
    self.encoding = encoding
    self.months = months
    self.rows = rows
    self.positives = positives
    self.recipe = recipe
    self.booster = booster
  }

  /// The file's bytes: magic, version, header and booster, each with its length before it, and the SHA-256
  /// of all that.
  package var bytes: [UInt8] {
    let header = JSONWriter(layout: .compact, nonFinite: .null).bytes(self.header)
    let content =
      Self.magic + Self.littleEndian(Self.version) + Self.littleEndian(UInt64(header.count)) + header
      + Self.littleEndian(UInt64(booster.count)) + booster
    return content + Self.digest(content)
  }

  /// The bytes that end a file with this content.
  static func digest(_ content: some Collection<UInt8>) -> [UInt8] {
    SHA256Hasher.digest(of: Array(content)).bytes
  }

  private static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number($0 * 8)) }
  }

  private var header: JSONValue {
    let parameters = settings.parameters.sorted { $0.key < $1.key }.map {
      ($0.key, JSONValue.string($0.value))
    }
    return .object([
      ("kind", .string(settings.kind.rawValue)),
      ("seed", .int(settings.seed)),
      ("parameters", .object(parameters)),
      ("months", .array(months.map { .string($0.description) })),
      ("rows", .int(rows)),
      ("positives", .int(positives)),
      ("features", .array(encoding.columns.map(Self.feature))),
      ("recipe", recipe),
    ])
  }

  private static func feature(_ column: ColumnEncoding) -> JSONValue {
    var members: [(String, JSONValue)] = [("name", .string(column.name))]
    if let categories = column.categories {
      members.append(("categories", .array(categories.map { .string($0) })))
    }
    let numbers: [(String, Double?)] = [
      ("median", column.median.map(Double.init)), ("low", column.low.map(Double.init)),
      ("high", column.high.map(Double.init)), ("mean", column.mean), ("scale", column.scale),
    ]
    for case (let name, let number?) in numbers { members.append((name, .double(number))) }
    if let edges = column.edges {
      members.append(("edges", .array(edges.map { .double(Double($0)) })))
    }
    return .object(members)
  }
}
