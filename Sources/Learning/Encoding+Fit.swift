/// What was learned of all columns from the training rows.
package struct Encoding: Hashable, Sendable {
  /// One entry a column, in the order of the model's features.
  package var columns: [ColumnEncoding]

  /// An encoding of columns.
  package init(columns: [ColumnEncoding]) { self.columns = columns }

  /// Learns the encoding from `rows` of `matrix`; no other row is looked at.
  package init(fitting recipe: EncodingRecipe, to matrix: FeatureMatrix, rows: Range<Int>) {
    columns = matrix.names.indices.map { index in
      switch matrix.sources[index] {
      case .texts(let codes, let texts):
        var column = ColumnEncoding(
          name: matrix.names[index],
          categories: Self.categories(codes[rows], texts, by: recipe.categories))
        if recipe.standardize {
          column.standardize(Self.encoded(codes[rows], texts, by: column))
        }
        return column
      case .numbers:
        return Self.fit(recipe, matrix.names[index], matrix.original(index, rows))
      }
    }
  }

  private static func fit(
    _ recipe: EncodingRecipe, _ name: String, _ numbers: ArraySlice<Float>
  ) -> ColumnEncoding {
    var column = ColumnEncoding(name: name)
    if recipe.medians?.contains(name) ?? true { column.median = Selection.quantile(0.5, of: numbers) }
    if let range = recipe.clips[name] {
      column.low = Selection.quantile(range.low, of: numbers)
      column.high = Selection.quantile(range.high, of: numbers)
    }
    if let count = recipe.bins[name] {
      let edges = (1..<max(count, 1)).compactMap {
        Selection.quantile(Double($0) / Double(count), of: numbers)
      }
      column.edges = edges.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    if recipe.standardize { column.standardize(numbers.map(column.encode)) }
    return column
  }

  /// The categories that occur among `codes`, in the order that gives their new codes.
  private static func categories(
    _ codes: ArraySlice<Int32>, _ texts: [String], by order: EncodingRecipe.CategoryOrder
  ) -> [String] {
    var counts = [Int](repeating: 0, count: texts.count)
    for code in codes where code >= 0 { counts[Int(code)] += 1 }
    let present = texts.indices.filter { counts[$0] > 0 }
    let sorted = present.sorted { a, b in
      if order == .frequency, counts[a] != counts[b] { return counts[a] > counts[b] }
      return texts[a].utf8.lexicographicallyPrecedes(texts[b].utf8)
    }
    return sorted.map { texts[$0] }
  }

  /// The codes of `column` for codes into `texts`.
  fileprivate static func encoded(
    _ codes: ArraySlice<Int32>, _ texts: [String], by column: ColumnEncoding
  ) -> [Float] {
    let categories = column.categories ?? []
    let known = Dictionary(uniqueKeysWithValues: zip(categories, 0...))
    let translated = texts.map { known[$0].map { column.encode(Float($0)) } ?? .nan }
    return codes.map { $0 < 0 ? .nan : translated[Int($0)] }
  }
}

extension ColumnEncoding {
  /// Learns mean and standard deviation of what the column is otherwise encoded to.
  ///
  /// A column without values or without spread is only centred.
  fileprivate mutating func standardize(_ encoded: [Float]) {
    let present = encoded.lazy.filter { !$0.isNaN }.map { Double($0) }
    let count = present.count
    guard count > 0 else { return }
    let mean = ExactSum(present).value / Double(count)
    let variance = ExactSum(present.map { ($0 - mean) * ($0 - mean) }).value / Double(count)
    self.mean = mean
    scale = variance > 0 ? variance.squareRoot() : 1
  }
}

extension FeatureMatrix {
  /// The numbers of a column as they were read, at `rows`.
  func original(_ index: Int, _ rows: Range<Int>) -> ArraySlice<Float> {
    if let original = originals[index] { return original[rows] }
    let start = index * rowCount
    return values[start + rows.lowerBound..<start + rows.upperBound]
  }

  /// Writes what `encoding` makes of each column to `rows`; all else stays.
  ///
  /// - Precondition: the encoding has the columns of the matrix, by name and in its order.
  package mutating func apply(_ encoding: Encoding, to rows: Range<Int>) {
    precondition(encoding.columns.map(\.name) == names, "an encoding is for the columns of its matrix")
    for (index, column) in encoding.columns.enumerated() {
      let start = index * rowCount
      switch sources[index] {
      case .texts(let codes, let texts):
        let encoded = Encoding.encoded(codes[rows], texts, by: column)
        for (offset, value) in encoded.enumerated() {
          values[start + rows.lowerBound + offset] = value
        }
      case .numbers:
        if column.keepsNumbers, originals[index] == nil { continue }
        if originals[index] == nil { originals[index] = Array(values[start..<start + rowCount]) }
        guard let original = originals[index] else { continue }
        for row in rows { values[start + row] = column.encode(original[row]) }
      }
    }
  }
}
