/// The canonical bytes of a stage's inputs; their SHA-256 is the stage key.
///
/// The bytes are the version, the number of fields, and the fields; a field is its tag, then its name and its value,
/// each after its length. All numbers but tags are eight bytes, least significant first. `docs/FORMATS.md` has the
/// names and values. Two inputs have the same bytes exactly where nothing that decides the result differs.
package enum StageKeyEncoding {
  // History:
  //   1  cmd (kind, shell, texts), wdir, deps, params, env, out paths with persist and local, outputs of commands
  /// The version of the key, its first field.
  package static let version = 1

  /// The bytes of `inputs`; linear in their size.
  package static func encode(_ inputs: StageInputs) -> [UInt8] {
    let fields = inputs.fields
    var bytes = KeyBytes()
    bytes.reserve(16 + 96 * fields.count)
    bytes.append(count: version)
    bytes.append(count: fields.count)
    for field in fields {
      bytes.append(byte: field.tag)
      bytes.appendSized(field.appendName)
      bytes.appendSized(field.appendValue)
    }
    return bytes.bytes
  }
}
