// The border to libxgboost. It knows neither tables nor params, only matrices, names and texts.
private import CXGBoost

/// What libxgboost said when it refused.
package struct BoosterError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The first line of its message, without its place in the library's source.
  package let description: String

  /// The error that the calling thread's last call left.
  static func last() -> BoosterError {
    // SAFETY: the pointer is to a NUL-terminated text that lives until this thread's next call.
    let text = unsafe XGBGetLastError().map { unsafe String(cString: $0) } ?? "no reason given"
    let line = text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    // Its messages begin with a time and a source place: "[02:00:00] ../src/x.cc:7: reason".
    let parts = line.split(separator: ": ", maxSplits: 1)
    return BoosterError(
      description: line.hasPrefix("[") && parts.count == 2 ? String(parts[1]) : line)
  }

  /// Throws the last error unless `status` is 0.
  static func check(_ status: Int32) throws(BoosterError) {
    guard status == 0 else { throw last() }
  }
}

/// Rows of a feature matrix as libxgboost keeps them (a copy), and their labels once set.
@safe struct DataMatrix: ~Copyable {
  /// A `DMatrixHandle`.
  let handle: UnsafeMutableRawPointer

  /// Copies `rows` of `matrix`.
  init(_ matrix: FeatureMatrix, rows: Range<Int>, threads: Int) throws(BoosterError) {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= matrix.rowCount && !rows.isEmpty)
    precondition(matrix.values.count == matrix.rowCount * matrix.columnCount && matrix.columnCount > 0)
    var created: DMatrixHandle?
    let status = unsafe matrix.values.withUnsafeBytes { bytes -> Int32 in
      guard let base = bytes.baseAddress else { return -1 }
      let start = UInt(bitPattern: base) + UInt(rows.lowerBound * MemoryLayout<Float>.stride)
      let array = """
        {"data":[\(start),true],"shape":[\(rows.count),\(matrix.columnCount)],\
        "strides":[4,\(matrix.rowCount * 4)],"typestr":"<f4","version":3}
        """
      let config = #"{"missing":NaN,"nthread":\#(threads)}"#
      // SAFETY: address, strides and shape describe memory of `values`, which is alive and unchanged
      // during the call; the library copies it.
      return unsafe XGDMatrixCreateFromDense(array, config, &created)
    }
    guard status == 0, let created = unsafe created else { throw .last() }
    unsafe handle = created
  }

  /// Gives each row its label.
  borrowing func set(labels: some Sequence<Bool>) throws(BoosterError) {
    let numbers = labels.map { $0 ? Float(1) : 0 }
    // SAFETY: the array is alive during the call and holds `numbers.count` floats, which are copied.
    try BoosterError.check(unsafe XGDMatrixSetFloatInfo(handle, "label", numbers, UInt64(numbers.count)))
  }

  deinit {
    // SAFETY: the handle came from the library and is freed once, here.
    unsafe _ = XGDMatrixFree(handle)
  }
}
