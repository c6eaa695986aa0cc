package import Diagnostics
import Documents
package import Learning

/// The section that says which model is trained, and on what its features are encoded to.
///
/// Each kind of model has a section of its own below, so that another kind is one word's change.
package struct ModelParams: Hashable, Sendable {
  /// The name of the section, which validation and training share.
  package static let sectionName = "model"

  /// The model.
  package let settings: ModelSettings
  /// What is learned of the features before.
  package let encoding: EncodingRecipe

  /// Reads the section and all its parts, also those of the kinds that are not chosen.
  package init(_ params: ParamsFile) throws(Diagnostic) {
    var section = try params.section(Self.sectionName)
    let kind: ModelKind = try section.word("kind")
    let seed = try section.integer("seed", in: 0...Int(Int32.max))
    var parameters: [ModelKind: [String: String]] = [:]
    for kind in ModelKind.allCases {
      parameters[kind] = try Self.parameters(of: kind, in: &section)
    }
    settings = ModelSettings(kind: kind, parameters: parameters[kind] ?? [:], seed: seed)
    var encoding = try Self.encoding(in: &section)
    encoding.standardize = kind == .logisticRegression
    self.encoding = encoding
    try section.finish()
  }

  private static func parameters(
    of kind: ModelKind, in section: inout ParamsSection
  ) throws(Diagnostic) -> [String: String] {
    guard var own = try section.section(kind.rawValue) else { return [:] }
    var result: [String: String] = [:]
    for (name, type) in kind.parameters.sorted(by: { $0.key < $1.key }) where own.keys.contains(name) {
      result[name] = try own.text(of: name, type)
    }
    for name in kind.parameters.keys.sorted() where !own.keys.contains(name) { _ = own.node(name) }
    try own.finish()
    return result
  }

  private static func encoding(in section: inout ParamsSection) throws(Diagnostic) -> EncodingRecipe {
    guard var own = try section.section("encoding") else { return EncodingRecipe() }
    var recipe = EncodingRecipe()
    recipe.categories = try own.word("categories", default: .frequency)
    recipe.medians = try own.value("medians", default: .some([]), "a list of columns, or all") { node in
      if node.string == "all" { return .some(nil) }
      guard let items = node.sequence else { return nil }
      let names = items.compactMap(\.string)
      return names.count == items.count ? .some(Set(names)) : nil
    }
    if var clips = try own.section("clip_quantiles") {
      for column in clips.keys {
        recipe.clips[column] = try clips.value(column, default: nil, "two rising quantiles from 0 to 1") {
          guard let range = $0.sequence, range.count == 2, let low = range[0].scalar?.double,
            let high = range[1].scalar?.double, low >= 0, low <= high, high <= 1
          else { return nil }
          return EncodingRecipe.QuantileRange(low: low, high: high)
        }
      }
    }
    if var bins = try own.section("bins") {
      for column in bins.keys { recipe.bins[column] = try bins.integer(column, in: 2...10_000) }
    }
    try own.finish()
    return recipe
  }

  /// Refuses a recipe that names columns which the features do not have, or which hold text.
  package func check(against features: FeatureMatrix, of file: FilePlace) throws(Diagnostic) {
    let columns = Set(encoding.clips.keys).union(encoding.bins.keys).union(encoding.medians ?? [])
    for column in columns.sorted() {
      guard let index = features.names.firstIndex(of: column) else {
        throw file.problem(
          "'\(Self.sectionName).encoding' names the column '\(column)', which is not there")
      }
      if case .texts = features.sources[index] {
        throw file.problem(
          "'\(Self.sectionName).encoding' takes it for numbers, but it holds text", column: column)
      }
    }
  }
}

extension ParamsSection {
  /// The text of a model's parameter, once it is of its type.
  fileprivate mutating func text(
    of name: String, _ type: ModelKind.ParameterType
  ) throws(Diagnostic) -> String {
    switch type {
    case .integer:
      return String(try integer(name, in: 0...1_000_000))
    case .number:
      let number = try number(name, in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
      return number.description
    case .word(let words):
      return try value(name, default: nil, "one of \(words.joined(separator: ", "))") {
        $0.string.flatMap { words.contains($0) ? $0 : nil }
      }
    }
  }
}
