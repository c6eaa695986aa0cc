private import CXGBoost

/// A model of libxgboost: trained here, or read back from its bytes.
@safe package struct Booster: ~Copyable {
  /// A `BoosterHandle`.
  private let handle: UnsafeMutableRawPointer

  /// The format of the bytes of a model.
  private static let saveFormat = #"{"format":"ubj"}"#

  /// Trains a model on `rows` of `matrix`.
  ///
  /// The same settings, rows and labels give the same bytes on any number of threads: trees do by the
  /// library's own summation, and a linear model, whose sums depend on the number of threads, is
  /// trained on one. `threads: 0` takes as many as there are processors.
  ///
  /// - Throws: `BoosterError` where the library refuses a setting.
  package static func train(
    _ settings: ModelSettings, on matrix: FeatureMatrix, rows: Range<Int>, labels: [Bool],
    threads: Int = 0
  ) throws(BoosterError) -> Booster {
    let used = settings.kind == .logisticRegression ? 1 : threads
    let data = try DataMatrix(matrix, rows: rows, threads: used)
    try data.set(labels: labels[rows])
    let booster = try Booster(creatingFor: data)
    for (name, value) in settings.libraryParameters { try booster.set(name, value) }
    try booster.set("nthread", String(used))
    for round in 0..<settings.rounds {
      // SAFETY: both handles are alive; the library keeps a reference to the data for its own use only.
      try BoosterError.check(unsafe XGBoosterUpdateOneIter(booster.handle, Int32(round), data.handle))
    }
    // The library may read the training data until the last round is done.
    extendLifetime(data)
    return booster
  }

  /// Reads a model from the bytes that `bytes` wrote.
  ///
  /// - Throws: `BoosterError` where the library cannot read them.
  package static func read(_ bytes: [UInt8], threads: Int = 0) throws(BoosterError) -> Booster {
    let booster = try Booster()
    // SAFETY: the array is alive during the call, and its length is given.
    try BoosterError.check(unsafe XGBoosterLoadModelFromBuffer(booster.handle, bytes, UInt64(bytes.count)))
    try booster.set("nthread", String(threads))
    return booster
  }

  private init() throws(BoosterError) {
    var created: BoosterHandle?
    // SAFETY: no matrix is given; the handle is written only on success.
    try BoosterError.check(unsafe XGBoosterCreate(nil, 0, &created))
    guard let created = unsafe created else { throw .last() }
    unsafe handle = created
  }

  private init(creatingFor data: borrowing DataMatrix) throws(BoosterError) {
    var created: BoosterHandle?
    var known: DMatrixHandle? = unsafe data.handle
    // SAFETY: one live handle is given, with the count 1.
    try BoosterError.check(unsafe XGBoosterCreate(&known, 1, &created))
    guard let created = unsafe created else { throw .last() }
    unsafe handle = created
  }

  deinit {
    // SAFETY: the handle came from the library and is freed once, here.
    unsafe _ = XGBoosterFree(handle)
  }

  private borrowing func set(_ name: String, _ value: String) throws(BoosterError) {
    // SAFETY: both texts are NUL-terminated for the length of the call and copied.
    try BoosterError.check(unsafe XGBoosterSetParam(handle, name, value))
  }

  /// The probability of the positive class for `rows` of `matrix`, in single precision.
  package borrowing func predict(
    _ matrix: FeatureMatrix, rows: Range<Int>, threads: Int = 0
  ) throws(BoosterError) -> [Float] {
    if rows.isEmpty { return [] }
    let data = try DataMatrix(matrix, rows: rows, threads: threads)
    let config = """
      {"type":0,"training":false,"iteration_begin":0,"iteration_end":0,"strict_shape":true}
      """
    var shape: UnsafePointer<bst_ulong>?
    var dimensions: bst_ulong = 0
    var result: UnsafePointer<Float>?
    // SAFETY: the handles are alive; what is written to the three places belongs to the booster.
    let status = unsafe XGBoosterPredictFromDMatrix(
      handle, data.handle, config, &shape, &dimensions, &result)
    try BoosterError.check(status)
    guard dimensions == 2, let shape = unsafe shape, let result = unsafe result,
      // SAFETY: a shape of two dimensions has two numbers.
      unsafe shape[0] == UInt64(rows.count), unsafe shape[1] == 1
    else { throw BoosterError(description: "the model does not give one probability a row") }
    // SAFETY: the result has one float a row, by its shape; it is copied before any other call.
    return unsafe Array(UnsafeBufferPointer(start: result, count: rows.count))
  }

  /// The model in xgboost's own portable form (universal binary JSON), without training state.
  package borrowing func bytes() throws(BoosterError) -> [UInt8] {
    var count: bst_ulong = 0
    var start: UnsafePointer<CChar>?
    // SAFETY: the handle is alive; the buffer belongs to the library until its next call.
    try BoosterError.check(unsafe XGBoosterSaveModelToBuffer(handle, Self.saveFormat, &count, &start))
    guard let start = unsafe start else { throw .last() }
    // SAFETY: the buffer has `count` bytes and is copied here.
    return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(count)))
  }

  /// What a feature's importance is measured by.
  package enum Importance: String, Sendable {
    /// The mean gain of the splits on it.
    case gain
    /// The number of splits on it; of a linear model its coefficient.
    case weight
  }

  /// The importance of the features that the model uses, by their positions.
  ///
  /// Trees know `gain` and `weight`, linear models only `weight`.
  package borrowing func importance(
    _ importance: Importance, featureCount: Int
  ) throws(BoosterError) -> [Int: Double] {
    let names = (0..<featureCount).map { "\"\($0)\"" }.joined(separator: ",")
    let config = #"{"importance_type":"\#(importance.rawValue)","feature_names":[\#(names)]}"#
    var featureCount: bst_ulong = 0
    var features: UnsafeMutablePointer<UnsafePointer<CChar>?>?
    var dimensions: bst_ulong = 0
    var shape: UnsafePointer<bst_ulong>?
    var scores: UnsafePointer<Float>?
    // SAFETY: the handle is alive; what is written to the places belongs to the library.
    let status = unsafe XGBoosterFeatureScore(
      handle, config, &featureCount, &features, &dimensions, &shape, &scores)
    try BoosterError.check(status)
    var result: [Int: Double] = [:]
    guard featureCount > 0, let features = unsafe features, let scores = unsafe scores else { return [:] }
    for index in 0..<Int(featureCount) {
      // SAFETY: `features` holds `featureCount` NUL-terminated names, `scores` as many numbers (a model of
      // one class has one score a feature).
      guard let name = unsafe features[index], let feature = unsafe Int(String(cString: name)) else {
        continue
      }
      // SAFETY: as above.
      result[feature] = unsafe Double(scores[index])
    }
    return result
  }
}
