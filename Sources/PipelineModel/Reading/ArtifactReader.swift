import Diagnostics
import Documents
import Identity

/// Reads `artifacts`: what the project makes for others, by name.
enum ArtifactReader {
  /// The artifacts, in the order of the file.
  static func read(_ node: Node, _ fields: inout FieldReader) -> [Artifact] {
    var artifacts: [Artifact] = []
    for entry in fields.mapping(node, "'artifacts'")?.entries ?? [] {
      let owner = "artifact '\(entry.key)'"
      if !isName(entry.key) { fields.findings.add(.badArtifactName(entry.key), at: entry.keyPlace) }
      guard let body = fields.mapping(entry.value, owner) else { continue }
      guard let path = body["path"] else {
        fields.findings.add(.artifactWithoutPath(entry.key), at: entry.keyPlace)
        continue
      }
      guard let place = fields.path(path, "'path' of \(owner)", in: fields.folder) else { continue }
      var artifact = Artifact(id: entry.key, at: entry.keyPlace.span(in: fields.file), path: place)
      for property in body.entries where property.key != "path" {
        read(property, into: &artifact, owner, &fields)
      }
      artifacts.append(artifact)
    }
    return artifacts
  }

  private static func read(
    _ entry: Mapping.Entry, into artifact: inout Artifact, _ owner: String, _ fields: inout FieldReader
  ) {
    let what = "'\(entry.key)' of \(owner)"
    switch entry.key {
    case "type": artifact.type = fields.string(entry.value, what)
    case "desc": artifact.summary = fields.string(entry.value, what)
    case "labels":
      artifact.labels = (fields.sequence(entry.value, what) ?? []).compactMap {
        fields.string($0, "a label of \(owner)")
      }
    case "meta": artifact.meta = entry.value
    default: fields.refuse(entry, in: owner, known: ["path", "type", "desc", "labels", "meta"])
    }
  }

  /// Letters, digits, `-` and `_`, as a git tag can hold them; it begins and ends with a letter or digit.
  private static func isName(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 128 else { return false }
    return isLetterOrDigit(first) && isLetterOrDigit(last)
      && bytes.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }
}
