import CYAML

/// What libyaml reads next, as values; the fence round libyaml.
enum YAMLEvent {
  case streamStart
  case streamEnd
  case documentStart(Place)
  case documentEnd
  case scalar(text: String, plain: Bool, YAMLProperties)
  case alias(String, Place)
  case sequenceStart(YAMLProperties)
  case sequenceEnd(Place)
  case mappingStart(YAMLProperties)
  case mappingEnd(Place)
}

/// How a node is written.
enum YAMLForm {
  case plain, singleQuoted, doubleQuoted, blockScalar, block, flow
}

/// What may stand before a node, and its place.
struct YAMLProperties {
  var anchor: String?
  var tag: String?
  var place: Place
}

/// A syntax error in libyaml's words, for `DocumentProse` to say in ours.
struct YAMLSyntaxError: Error {
  var problem: String
  var place: Place
  /// What libyaml was doing, and where that began.
  var context: String
  var contextPlace: Place?
}

/// The events of one text.
///
/// The bytes must be valid UTF-8: `SourceScan` comes first.
@safe struct YAMLEventStream: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>
  private let keepsLayout: Bool
  /// The characters that the last event covers, counted from the beginning of the text, and how it is written; only
  /// where that was asked for.
  private(set) var extent = 0..<0
  private(set) var form = YAMLForm.plain

  /// A parser of `bytes`, which it copies: libyaml keeps the pointer.
  init(_ bytes: ArraySlice<UInt8>, keepsLayout: Bool = false) {
    self.keepsLayout = keepsLayout
    // SAFETY: `input` and `parser` are allocated here, initialized at once, and freed by `deinit` only; the parser
    // stays at one address, as libyaml wants it, and `input` outlives it.
    unsafe input = .allocate(capacity: bytes.count)
    _ = unsafe input.initialize(fromContentsOf: bytes)
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    precondition(unsafe yaml_parser_initialize(parser) == 1, "libyaml finds memory for a parser")
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    // SAFETY: both were allocated and initialized by `init`, and nothing else frees them.
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event; not to be called after `streamEnd` or an error.
  mutating func next() throws(YAMLSyntaxError) -> YAMLEvent {
    // SAFETY: `yaml_parser_parse` fills the event where it returns 1, and the event's memory is libyaml's until
    // `yaml_event_delete`: everything is copied out before that.
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw syntaxError() }
    defer { unsafe yaml_event_delete(&event) }
    if keepsLayout {
      let start = unsafe event.start_mark.index
      unsafe extent = Int(start)..<Int(max(start, event.end_mark.index))
      unsafe form = Self.form(of: event)
    }
    return unsafe Self.value(of: event)
  }

  // SAFETY: `event` was filled by libyaml and is not yet deleted; the member of the union that is read is the one
  // that its type names.
  @unsafe private static func value(of event: yaml_event_t) -> YAMLEvent {
    let place = unsafe place(event.start_mark, event.end_mark)
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_STREAM_END_EVENT: return .streamEnd
    case YAML_DOCUMENT_START_EVENT: return .documentStart(place)
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias(unsafe text(event.data.alias.anchor) ?? "", place)
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let text = unsafe String(
        decoding: UnsafeBufferPointer(start: scalar.value, count: Int(scalar.length)), as: UTF8.self)
      return .scalar(
        text: text, plain: unsafe scalar.style == YAML_PLAIN_SCALAR_STYLE,
        YAMLProperties(
          anchor: unsafe Self.text(scalar.anchor), tag: unsafe Self.text(scalar.tag), place: place))
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return .sequenceStart(
        YAMLProperties(anchor: unsafe text(start.anchor), tag: unsafe text(start.tag), place: place))
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd(place)
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return .mappingStart(
        YAMLProperties(anchor: unsafe text(start.anchor), tag: unsafe text(start.tag), place: place))
    case YAML_MAPPING_END_EVENT: return .mappingEnd(place)
    default: preconditionFailure("libyaml has no other events")
    }
  }

  // SAFETY: as above.
  @unsafe private static func form(of event: yaml_event_t) -> YAMLForm {
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      switch unsafe event.data.scalar.style {
      case YAML_SINGLE_QUOTED_SCALAR_STYLE: return .singleQuoted
      case YAML_DOUBLE_QUOTED_SCALAR_STYLE: return .doubleQuoted
      case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: return .blockScalar
      default: return .plain
      }
    case YAML_SEQUENCE_START_EVENT:
      return unsafe event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE ? .flow : .block
    case YAML_MAPPING_START_EVENT:
      return unsafe event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE ? .flow : .block
    default: return .plain
    }
  }

  // SAFETY: `pointer` is null or a NUL-terminated string of an event that is not yet deleted.
  @unsafe private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }

  private static func place(_ start: yaml_mark_t, _ end: yaml_mark_t) -> Place {
    Place(
      line: Int(start.line) &+ 1, column: Int(start.column) &+ 1,
      length: start.line == end.line ? Int(end.column) &- Int(start.column) : 1)
  }

  private func syntaxError() -> YAMLSyntaxError {
    // SAFETY: after a failed parse the parser's strings are null or constants of libyaml.
    let parser = unsafe self.parser.pointee
    let problem = unsafe parser.problem.map { unsafe String(cString: $0) }
    let context = unsafe parser.context.map { unsafe String(cString: $0) }
    let contextMark = unsafe parser.context_mark
    let problemMark = unsafe parser.problem_mark
    return YAMLSyntaxError(
      problem: problem ?? (unsafe parser.error == YAML_MEMORY_ERROR ? "out of memory" : "unreadable"),
      place: Self.place(problemMark, problemMark), context: context ?? "",
      contextPlace: context == nil ? nil : Self.place(contextMark, contextMark))
  }
}
