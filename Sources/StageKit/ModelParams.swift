package import Diagnostics
import Documents
package import Learning

/// Which model is trained, and on what its features are encoded to.
///
/// Each candidate is a section of `models`; the encoding is a section of its own, which all of them share.
package struct ModelParams: Sendable {
  /// The name of the section that holds a section for each candidate.
  package static let candidatesName = "models"
  /// The name of the section that says how features are encoded.
  package static let encodingName = "encoding"

  /// The model.
  package let settings: ModelSettings
  /// What is learned of the features before.
  package let encoding: EncodingRecipe
  private let section: ParamsSection
  private let encodingSection: ParamsSection?

  /// Reads the section of `candidate`, and the encoding.
  package init(_ params: ParamsFile, candidate: String) throws(Diagnostic) {
    var candidates = try params.section(Self.candidatesName)
    guard let section = try candidates.section(candidate) else {
      throw candidates.problem(
        "'\(Self.candidatesName)' has no model '\(candidate)'", at: candidate,
        hint: DidYouMean.hint(for: candidate, among: candidates.keys))
    }
    self.section = section
    var model = section
    let kind: ModelKind = try model.word("kind")
    let seed = try model.integer("seed", default: 0, in: 0...Int(Int32.max))
    settings = ModelSettings(kind: kind, parameters: try Self.parameters(of: kind, in: &model), seed: seed)
    encodingSection = try params.section(ifGiven: Self.encodingName)
    var encoding = EncodingRecipe()
    if var own = encodingSection { encoding = try Self.encoding(in: &own) }
    encoding.standardize = kind == .logisticRegression
    self.encoding = encoding
  }

  /// The names of the candidates, in the order of the file; at least one.
  package static func candidates(of params: ParamsFile) throws(Diagnostic) -> [String] {
    let section = try params.section(candidatesName)
    guard !section.keys.isEmpty else {
      throw section.problem("'\(candidatesName)' names no model")
    }
    return section.keys
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
    recipe.medians =
      own.isWord("all", at: "medians") ? nil : Set(try own.names("medians", "a list of columns, or all"))
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
    guard let encodingSection else { return }
    let parts = [
      ("medians", encoding.medians ?? []), ("clip_quantiles", Set(encoding.clips.keys)),
      ("bins", Set(encoding.bins.keys)),
    ]
    for (key, columns) in parts {
      for column in columns.sorted() {
        guard let index = features.names.firstIndex(of: column) else {
          throw encodingSection.noFeature(column, at: key, among: features.names, of: file)
        }
        if case .texts = features.sources[index] {
          throw encodingSection.noNumbers(column, at: key, of: file)
        }
      }
    }
  }

  /// What libxgboost says against the model's parameters, at their section.
  package func refusal(_ error: BoosterError) -> Diagnostic {
    section.problem("'\(section.path)': xgboost refuses it: \(error)")
  }
}

extension ParamsSection {
  /// The text of a model's parameter, once it is of its type.
  fileprivate mutating func text(
    of name: String, _ type: ModelKind.ParameterType
  ) throws(Diagnostic) -> String {
    switch type {
    case .integer(let least):
      return String(try integer(name, in: least...1_000_000))
    case .number(let range):
      return try value(name, default: nil, range.rawValue) {
        $0.scalar?.double.flatMap { range.contains($0) ? $0.description : nil }
      }
    case .word(let words):
      return try value(name, default: nil, "one of \(words.joined(separator: ", "))") {
        $0.string.flatMap { words.contains($0) ? $0 : nil }
      }
    }
  }
}
