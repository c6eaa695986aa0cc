import Diagnostics
import Documents
import Learning
import StageKit
import Tables

/// Trains the model on all months.
struct Train: StageProgram {
  static let spec = ProgramSpec(
    name: "train",
    summary: "Trains the model on all months and writes it with all that scoring needs.",
    options: [
      .required("features", "table with the columns user_id, month, target and the features"),
      .required("model", "file that gets the model", .output),
      .optional("candidate", "the model, by the name of its section below 'models'", .word),
      .optional("selection", "JSON file that select wrote, which names the model"),
      .optional("importance", "table that gets the importance of the features", .output),
    ])

  static func run(_ invocation: Invocation) throws {
    var section = try invocation.section()
    let recipeSection = try section.value("recipe", default: "featurize", "the name of a section") {
      $0.string
    }
    try section.finish()
    let params = try ModelParams(invocation.params, candidate: candidate(invocation))
    var features = try FeatureTable(
      reading: invocation.file("features"), needsTarget: true, threads: invocation.threads)
    try params.check(against: features.matrix, of: features.file)
    let rows = 0..<features.matrix.rowCount
    let targets = features.targets ?? []
    let encoding = Encoding(fitting: params.encoding, to: features.matrix, rows: rows)
    features.matrix.apply(encoding, to: rows)
    let booster: Booster
    do throws(BoosterError) {
      booster = try Booster.train(
        params.settings, on: features.matrix, rows: rows, labels: targets, threads: invocation.threads)
    } catch { throw params.refusal(error) }
    let model = ModelFile(
      settings: params.settings, encoding: encoding, months: features.months, rows: rows.count,
      positives: targets.count { $0 },
      recipe: invocation.params.node(recipeSection).map { JSONValue($0) } ?? .null,
      booster: try booster.bytes())
    let importance = try importance(of: booster, params.settings.kind, features.matrix.names)
    try invocation.file("model").replace(with: model.bytes)
    try invocation.file(ifGiven: "importance")?.replace(with: importance)
  }

  /// The name of the model: as an option has it, or as select picked it.
  private static func candidate(_ invocation: Invocation) throws -> String {
    switch (invocation.word(ifGiven: "candidate"), invocation.file(ifGiven: "selection")) {
    case (let name?, nil): return name
    case (nil, let file?):
      let root = try JSONReader.read(file.read(), file: file.name).root
      guard let name = root?.mapping?["selected"]?.string else {
        throw file.problem("it names no model as 'selected'")
      }
      return name
    default: throw Diagnostic("one of the options '--candidate' and '--selection' is needed")
    }
  }

  /// Every feature with its importance, the most important first, those of one importance by name.
  ///
  /// Trees have the mean gain of the splits on a feature and their number. Linear models have a coefficient, of
  /// features of one scale; its size stands as the gain, so that one plot serves all models.
  private static func importance(
    of booster: borrowing Booster, _ kind: ModelKind, _ names: [String]
  ) throws -> Table {
    let weight = try booster.importance(.weight, featureCount: names.count)
    let isLinear = kind == .logisticRegression
    let gain = isLinear ? weight : try booster.importance(.gain, featureCount: names.count)
    let order = names.indices.sorted { a, b in
      let (first, second) = (abs(gain[a] ?? 0), abs(gain[b] ?? 0))
      return first == second ? names[a].utf8.lexicographicallyPrecedes(names[b].utf8) : first > second
    }
    let feature = Table.Field("feature", .texts(order.map { names[$0] }))
    if isLinear {
      return Table([
        feature, .init("gain", .numbers(order.map { abs(weight[$0] ?? 0) })),
        .init("coefficient", .numbers(order.map { weight[$0] ?? 0 })),
      ])
    }
    return Table([
      feature, .init("gain", .numbers(order.map { gain[$0] ?? 0 })),
      .init("splits", .integers(order.map { Int(weight[$0] ?? 0) })),
    ])
  }
}
