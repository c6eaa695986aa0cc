package import Diagnostics
import Documents
package import Learning

/// Which model is trained, and on what its features are encoded to.
///
/// Each candidate is a section of `models`; the encoding is a section of its own, which all of them share.
package struct ModelParams: Hashable, Sendable {
  /// The name of the section that holds a section for each candidate.
  package static let candidatesName = "models"
  /// The name of the section that says how features are encoded.
  package static let encodingName = "encoding"

  /// The model.
  package let settings: ModelSettings
  /// What is learned of the features before.
  package let encoding: EncodingRecipe

  /// Reads the section of `candidate`, and the encoding.
  package init(_ params: ParamsFile, candidate: String) throws(Diagnostic) {
    var candidates = try params.section(Self.candidatesName)
    guard var section = try candidates.section(candidate) else {
      throw candidates.problem(
        "'\(Self.candidatesName)' has no model '\(candidate)'", at: candidate,
        hint: DidYouMean.hint(for: candidate, among: candidates.keys))
    }
    let kind: ModelKind = try section.word("kind")
    let seed = try section.integer("seed", default: 0, in: 0...Int(Int32.max))
    settings = ModelSettings(kind: kind, parameters: try Self.parameters(of: kind, in: &section), seed: seed)
    var encoding = EncodingRecipe()
    if var own = try params.section(ifGiven: Self.encodingName) { encoding = try Self.encoding(in: &own) }
    encoding.standardize = kind == .logisticRegression
    self.encoding = encoding
  }

  /// The names of the candidates, in the order of the file.
  package static func candidates(of params: ParamsFile) throws(Diagnostic) -> [String] {
    try params.section(candidatesName).keys
  }

  private static func parameters(
    of kind: ModelKind, in section: inout ParamsSection
  ) throws(Diagnostic) -> [String: String] {
    var result: [String: String] = [:]
    for (name, type) in kind.parameters.sorted(by: { $0.key < $1.key }) {
      // Asked for in any case, so that what is not known can be told what it may have meant.
      guard section.keys.contains(name) else {
        _ = section.node(name)
        continue
      }
      result[name] = try section.text(of: name, type)
    }
    try section.finish()
    return result
  }

  private static func encoding(in own: inout ParamsSection) throws(Diagnostic) -> EncodingRecipe {
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
          "'\(Self.encodingName)' names the column '\(column)', which is not there")
      }
      if case .texts = features.sources[index] {
        throw file.problem(
          "'\(Self.encodingName)' takes it for numbers, but it holds text", column: column)
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
