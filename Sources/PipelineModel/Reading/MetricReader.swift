import Diagnostics
import Documents
import Identity

/// Reads what is declared of a metrics file's values: `goal`, `tolerance`, `std`, `folds` and `keys`.
enum MetricReader {
  /// The keys of a rule.
  static let rule = ["goal", "tolerance", "std", "folds"]
  /// The keys of a file's declaration.
  static let all = rule + ["keys"]

  /// Takes the entry, one of `all`, into `declaration`.
  static func read(
    _ entry: Mapping.Entry, into declaration: inout MetricDeclaration, _ owner: String,
    _ fields: inout FieldReader
  ) {
    guard entry.key == "keys" else { return read(entry, into: &declaration.rule, owner, &fields) }
    guard let mapping = fields.mapping(entry.value, "'keys' of \(owner)") else { return }
    for item in mapping.entries {
      guard let key = ParamKey(parsing: item.key) else {
        fields.findings.add(.badParamKey(item.key), at: item.keyPlace)
        continue
      }
      let name = "key '\(item.key)'"
      var rule = MetricRule()
      for part in fields.mapping(item.value, name)?.entries ?? [] { read(part, into: &rule, name, &fields) }
      declaration.keys.append(.init(key, rule, at: item.keyPlace.span(in: fields.file)))
    }
  }

  private static func read(
    _ entry: Mapping.Entry, into rule: inout MetricRule, _ owner: String, _ fields: inout FieldReader
  ) {
    let what = "'\(entry.key)' of \(owner)"
    switch entry.key {
    case "goal":
      // `none` alone and YAML's null are told apart by their texts.
      rule.goal = entry.value.string.flatMap { MetricRule.Goal(rawValue: $0) }
      if rule.goal == nil { fields.wrongType(entry.value, what, "one of max, min and none") }
    case "tolerance": rule.tolerance = tolerance(entry.value, what, &fields)
    case "std": rule.std = key(entry.value, what, &fields)
    case "folds":
      if entry.value.scalar?.type == .int {
        rule.folds = fields.int(entry.value, what, in: 1...1_000_000).map { .count($0) }
      } else {
        rule.folds = key(entry.value, what, &fields).map { .key($0) }
      }
    default: fields.refuse(entry, in: owner, known: Self.rule)
    }
  }

  private static func key(_ node: Node, _ what: String, _ fields: inout FieldReader) -> ParamKey? {
    guard let text = fields.string(node, what) else { return nil }
    let key = ParamKey(parsing: text)
    if key == nil { fields.findings.add(.badParamKey(text), at: node.place) }
    return key
  }

  private static func tolerance(
    _ node: Node, _ what: String, _ fields: inout FieldReader
  ) -> MetricRule.Tolerance? {
    guard let mapping = node.mapping else {
      return fields.number(node, what).map { MetricRule.Tolerance(relative: $0) }
    }
    var tolerance = MetricRule.Tolerance()
    for entry in mapping.entries {
      switch entry.key {
      case "relative": tolerance.relative = fields.number(entry.value, "'relative'")
      case "absolute": tolerance.absolute = fields.number(entry.value, "'absolute'")
      default: fields.refuse(entry, in: what, known: ["relative", "absolute"])
      }
    }
    return tolerance
  }
}
