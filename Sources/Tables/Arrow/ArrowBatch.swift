/// Where a buffer lies in the file, and how it is compressed; the range lies inside the file.
struct ArrowBuffer: Sendable {
  /// The buffer's bytes in the file.
  var range: Range<Int>
  /// How they are compressed, if they are.
  var codec: ArrowCodec?
}

/// The part of a column that stands in one record batch.
struct ArrowChunk: Sendable {
  /// The number of rows.
  var count: Int
  /// Whether any row is said to be missing.
  var hasMissing: Bool
  /// The column's own buffers: validity first, except for a null column, which has none.
  var buffers: [ArrowBuffer]
}

/// The description of one record batch: which rows and buffers each column has.
struct ArrowBatch {
  /// The number of rows.
  let count: Int
  private let nodes: [(count: Int64, nulls: Int64)]
  private let buffers: [ArrowBuffer]
  private let variadicCounts: [Int64]

  /// Reads a description; `body` is where in the file the buffers lie.
  init(_ table: FlatTable, body: Range<Int>) throws(TableError) {
    let bytes = table.bytes
    let length = try table.integer(0, default: Int64(0))
    guard (0...Int64(Int32.max)).contains(length) else {
      throw .damaged("a batch claims \(length) rows")
    }
    count = Int(length)

    var nodes: [(count: Int64, nulls: Int64)] = []
    if let vector = try table.vector(1, stride: 16) {
      nodes.reserveCapacity(vector.count)
      for place in stride(from: vector.start, to: vector.start + 16 * vector.count, by: 16) {
        nodes.append(
          (try bytes.integer(at: place, as: Int64.self), try bytes.integer(at: place + 8, as: Int64.self)))
      }
    }
    self.nodes = nodes

    let codec = try Self.codec(table)
    var buffers: [ArrowBuffer] = []
    var used = 0
    if let vector = try table.vector(2, stride: 16) {
      buffers.reserveCapacity(vector.count)
      for place in stride(from: vector.start, to: vector.start + 16 * vector.count, by: 16) {
        let offset = Int(try bytes.integer(at: place, as: Int64.self))
        let length = Int(try bytes.integer(at: place + 8, as: Int64.self))
        guard offset >= 0, length >= 0, offset <= body.count, length <= body.count - offset else {
          throw .damaged("a column lies outside of its batch")
        }
        // Each length is at most the body's, so the sum is checked long before it could overflow.
        used += length
        guard used <= body.count else { throw .damaged("columns lie on top of each other") }
        let start = body.lowerBound + offset
        buffers.append(ArrowBuffer(range: start..<start + length, codec: codec))
      }
    }
    self.buffers = buffers

    var counts: [Int64] = []
    if let vector = try table.vector(4, stride: 8) {
      for place in stride(from: vector.start, to: vector.start + 8 * vector.count, by: 8) {
        counts.append(try bytes.integer(at: place, as: Int64.self))
      }
    }
    variadicCounts = counts
  }

  private static func codec(_ table: FlatTable) throws(TableError) -> ArrowCodec? {
    guard let compression = try table.table(3) else { return nil }
    let number = try compression.integer(0, default: Int8(0))
    guard let codec = ArrowCodec(rawValue: number) else {
      throw .damaged("its batches are compressed in a way that is not known (number \(number))")
    }
    guard try compression.integer(1, default: Int8(0)) == 0 else {
      throw .damaged("its batches are compressed as a whole, which Arrow does not define")
    }
    return codec
  }
}

extension ArrowBatch {
  /// The chunks of the fields for which `isWanted` is true, in order; the others are passed over.
  func chunks(
    of fields: [ArrowField], isWanted: (Int) -> Bool
  ) throws(TableError) -> [ArrowChunk] {
    var cursor = Cursor()
    var chunks: [ArrowChunk] = []
    for (index, field) in fields.enumerated() {
      do throws(TableError) {
        let chunk = try take(field, &cursor)
        guard isWanted(index) else { continue }
        guard chunk.count == count else { throw .damaged("it has another number of rows than its batch") }
        chunks.append(chunk)
      } catch { throw error.inColumn(field.name) }
    }
    return chunks
  }

  /// How far the walk over nodes and buffers has come.
  private struct Cursor {
    var node = 0
    var buffer = 0
    var variadic = 0
  }

  private func take(_ field: ArrowField, _ cursor: inout Cursor) throws(TableError) -> ArrowChunk {
    guard cursor.node < nodes.count else { throw .damaged("a batch describes fewer columns than the schema") }
    let node = nodes[cursor.node]
    cursor.node += 1
    let isIndex = field.dictionary != nil
    var wanted = isIndex ? 2 : field.bufferCount
    if field.hasVariadicBuffers, !isIndex {
      guard cursor.variadic < variadicCounts.count else {
        throw .damaged("a batch does not say how many buffers a text column has")
      }
      let further = variadicCounts[cursor.variadic]
      cursor.variadic += 1
      guard further >= 0, further <= Int64(buffers.count) else {
        throw .damaged("a batch claims \(further) buffers for a text column")
      }
      wanted += Int(further)
    }
    guard wanted <= buffers.count - cursor.buffer else {
      throw .damaged("a batch has fewer buffers than its columns need")
    }
    let own = Array(buffers[cursor.buffer..<cursor.buffer + wanted])
    cursor.buffer += wanted
    if !isIndex {
      for child in field.children { _ = try take(child, &cursor) }
    }
    guard (0...Int64(Int32.max)).contains(node.count) else {
      throw .damaged("a column claims \(node.count) rows")
    }
    return ArrowChunk(count: Int(node.count), hasMissing: node.nulls != 0, buffers: own)
  }
}
