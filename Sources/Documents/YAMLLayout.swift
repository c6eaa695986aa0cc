/// A node as it is written: its form, and the bytes from its anchor or tag to the end of its content.
///
/// What `Node` is for reading, this is for changing: an alias stays an alias, and `<<` is a key like any other.
struct YAMLLayout {
  /// How it is written, with what is in it.
  enum Form {
    case scalar(YAMLForm)
    case alias
    case sequence([YAMLLayout], isFlow: Bool)
    case mapping([Entry], isFlow: Bool)
  }

  /// A key and its value.
  struct Entry {
    /// The key's text; nil for one that is no scalar.
    var name: String?
    var key: YAMLLayout
    var value: YAMLLayout
  }

  var form: Form
  /// The bytes; empty where nothing is written, as in `key:`.
  var range: Range<Int>

  /// The entry of `name` in a mapping.
  func entry(_ name: String) -> Entry? {
    guard case .mapping(let entries, _) = form else { return nil }
    return entries.first { $0.name.map { ExactText.same($0, name) } ?? false }
  }

  /// How a scalar is written; nil for anything else.
  var scalarForm: YAMLForm? { if case .scalar(let form) = form { form } else { nil } }

  /// Whether it takes whole lines: a block collection or a block scalar.
  var isBlock: Bool {
    switch form {
    case .scalar(let form): form == .blockScalar
    case .alias: false
    case .sequence(_, let isFlow), .mapping(_, let isFlow): !isFlow
    }
  }
}

/// Builds layouts from events, for a text that `YAMLReader` has accepted; nothing recurses.
struct YAMLLayoutBuilder {
  private struct Frame {
    var isMapping: Bool
    var isFlow: Bool
    var start: Int
    var children: [YAMLLayout] = []
    var names: [String?] = []
  }

  private let bytes: [UInt8]
  private let offsets: [Int]?
  private let start: Int
  private var stack: [Frame] = []
  private var root: YAMLLayout?

  /// The layout of the one document in `bytes`; nil where it is empty.
  static func read(_ bytes: [UInt8]) -> YAMLLayout? {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var events = YAMLEventStream(bytes[start...], keepsLayout: true)
    var builder = YAMLLayoutBuilder(bytes, start: start)
    while let event = try? events.next(), builder.take(event, events.extent, events.form) {}
    return builder.root
  }

  private init(_ bytes: [UInt8], start: Int) {
    self.bytes = bytes
    self.start = start
    let isASCII = bytes[start...].allSatisfy { $0 < 0x80 }
    offsets =
      isASCII ? nil : bytes.indices.dropFirst(start).filter { bytes[$0] & 0xC0 != 0x80 } + [bytes.count]
  }

  /// The offset of a character.
  private func offset(_ character: Int) -> Int {
    guard let offsets else { return min(start + character, bytes.count) }
    return character < offsets.count ? offsets[character] : bytes.count
  }

  private mutating func take(_ event: YAMLEvent, _ extent: Range<Int>, _ form: YAMLForm) -> Bool {
    let range = offset(extent.lowerBound)..<offset(extent.upperBound)
    switch event {
    case .streamStart, .documentStart, .documentEnd: break
    case .streamEnd: return false
    case .scalar(let text, _, _):
      let whole = form == .blockScalar ? range.lowerBound..<contentEnd(of: range) : range
      add(YAMLLayout(form: .scalar(form), range: whole), name: text)
    case .alias: add(YAMLLayout(form: .alias, range: range), name: nil)
    case .sequenceStart: stack.append(Frame(isMapping: false, isFlow: form == .flow, start: range.lowerBound))
    case .mappingStart: stack.append(Frame(isMapping: true, isFlow: form == .flow, start: range.lowerBound))
    case .sequenceEnd, .mappingEnd:
      guard let frame = stack.popLast() else { return false }
      add(layout(of: frame, end: range.upperBound), name: nil)
    }
    return true
  }

  private mutating func add(_ layout: YAMLLayout, name: String?) {
    guard let last = stack.indices.last else {
      root = layout
      return
    }
    stack[last].children.append(layout)
    stack[last].names.append(name)
  }

  private func layout(of frame: Frame, end: Int) -> YAMLLayout {
    let range = frame.start..<(frame.isFlow ? end : frame.children.last?.range.upperBound ?? end)
    guard frame.isMapping else {
      return YAMLLayout(form: .sequence(frame.children, isFlow: frame.isFlow), range: range)
    }
    let entries = stride(from: 0, to: frame.children.count - 1, by: 2).map { index in
      YAMLLayout.Entry(
        name: frame.names[index], key: frame.children[index], value: frame.children[index + 1])
    }
    return YAMLLayout(form: .mapping(entries, isFlow: frame.isFlow), range: range)
  }

  /// The end of a block scalar's content: its last line break does not belong to it, and blank lines do only where the
  /// header keeps them by `+`.
  private func contentEnd(of range: Range<Int>) -> Int {
    let header = bytes[range].prefix { $0 != 0x0A && $0 != 0x0D && $0 != UInt8(ascii: "#") }
    let marks = header.drop { $0 != UInt8(ascii: "|") && $0 != UInt8(ascii: ">") }
    var end = range.upperBound
    let least = max(header.endIndex, range.lowerBound)
    if marks.contains(UInt8(ascii: "+")) {
      if end > least, bytes[end - 1] == 0x0A { end -= 1 }
      if end > least, bytes[end - 1] == 0x0D { end -= 1 }
      return end
    }
    while end > least, [0x0A, 0x0D, 0x20].contains(bytes[end - 1]) { end -= 1 }
    return end
  }
}
