import Diagnostics
import Documents

/// Reads `env`: a mapping sets variables, a list passes them through by name; a list may hold mappings too.
enum EnvironmentReader {
  /// The variables, in the order of the file.
  static func read(_ node: Node, _ fields: inout FieldReader) -> [EnvironmentEntry] {
    var seen: [String: Place] = [:]
    var entries: [EnvironmentEntry] = []
    for item in node.sequence ?? [node] {
      if let mapping = item.mapping {
        for entry in mapping.entries {
          guard let value = value(of: entry, &fields) else { continue }
          add(EnvironmentEntry(entry.key, .set(value)), at: entry.keyPlace, &entries, &seen, &fields)
        }
      } else if node.sequence != nil, let name = fields.string(item, "an entry of 'env'") {
        add(EnvironmentEntry(name, .inherited), at: item.place, &entries, &seen, &fields)
      } else if node.sequence == nil {
        fields.wrongType(node, "'env'", "a mapping of names to values, or a list of names")
      }
    }
    return entries
  }

  private static func value(of entry: Mapping.Entry, _ fields: inout FieldReader) -> String? {
    guard let scalar = entry.value.scalar else {
      fields.wrongType(entry.value, "the value of variable '\(entry.key)'", "one value")
      return nil
    }
    if scalar.type == .null {
      fields.findings.add(.variableWithoutValue(entry.key), at: entry.keyPlace)
    } else if scalar.text.utf8.contains(0) {
      fields.findings.add(.variableHoldsNul(entry.key), at: entry.value.place)
    }
    return scalar.text
  }

  private static func add(
    _ entry: EnvironmentEntry, at place: Place, _ entries: inout [EnvironmentEntry],
    _ seen: inout [String: Place], _ fields: inout FieldReader
  ) {
    guard isName(entry.name) else {
      fields.findings.add(.badVariableName(entry.name), at: place)
      return
    }
    if let first = seen.updateValue(place, forKey: entry.name) {
      fields.findings.add(
        .repeatedVariable(entry.name), at: place,
        notes: [.init(PipelineProblem.firstNote, at: first.span(in: fields.file))])
    }
    entries.append(entry)
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !isDigit(first) else { return false }
    return name.utf8.allSatisfy {
      isDigit($0) || $0 == UInt8(ascii: "_")
        || ($0 | 0x20 >= UInt8(ascii: "a") && $0 | 0x20 <= UInt8(ascii: "z"))
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
