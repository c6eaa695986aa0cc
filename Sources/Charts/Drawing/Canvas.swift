/// Pieces of SVG in the order they are painted.
struct Canvas {
  /// Where text begins, ends or has its middle.
  enum Anchor { case start, middle, end }

  private(set) var pieces: [Markup] = []

  /// Sizes of text by class, as the style sheet has them.
  static let sizes = ["title": 14.0, "label": 12.0, "tick": 11.0, "note": 11.0]

  mutating func add(_ piece: Markup) { pieces.append(piece) }

  /// Text whose baseline is at `y`, cut where it is wider than `width`; in full when pointed at.
  mutating func text(
    _ text: String, _ style: String, x: Double, y: Double, width: Double, anchor: Anchor = .start,
    extra: String = "", keeping kept: TextMetrics.Kept = .beginning
  ) {
    let size = Self.sizes[style] ?? 12
    let shown = TextMetrics.fitted(text, width: width, size: size, isBold: style == "title", keeping: kept)
    guard !shown.isEmpty else { return }
    let words = [style, anchor == .start ? "" : anchor == .middle ? "middle" : "end", extra]
    var children = [Markup.text(shown)]
    if shown != text { children.append(.element("title", text: text)) }
    pieces.append(
      .element(
        "text",
        [
          "class": words.filter { !$0.isEmpty }.joined(separator: " "), "x": SVGNumber.text(x),
          "y": SVGNumber.text(y),
        ], children))
  }

  mutating func line(_ style: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    pieces.append(
      .element(
        "line",
        [
          "class": style, "x1": SVGNumber.text(x1), "y1": SVGNumber.text(y1), "x2": SVGNumber.text(x2),
          "y2": SVGNumber.text(y2),
        ]))
  }

  mutating func rectangle(
    _ style: String, x: Double, y: Double, width: Double, height: Double, radius: Double = 0,
    opacity: Double? = nil, title: String? = nil
  ) {
    var attributes = [
      ("class", style), ("x", SVGNumber.text(x)), ("y", SVGNumber.text(y)),
      ("width", SVGNumber.text(max(0, width))), ("height", SVGNumber.text(max(0, height))),
    ]
    if radius > 0 { attributes.append(("rx", SVGNumber.text(radius))) }
    if let opacity { attributes.append(("fill-opacity", SVGNumber.text(opacity))) }
    pieces.append(.element("rect", attributes, title.map { [.element("title", text: $0)] } ?? []))
  }

  /// A line through `places`.
  mutating func path(_ style: String, _ places: [(x: Double, y: Double)]) {
    var data = ""
    for (index, place) in places.enumerated() {
      data += "\(index == 0 ? "M" : "L")\(SVGNumber.text(place.x)) \(SVGNumber.text(place.y))"
    }
    pieces.append(.element("path", ["class": style, "d": data]))
  }

  mutating func circle(_ style: String, x: Double, y: Double, radius: Double) {
    pieces.append(
      .element(
        "circle",
        ["class": style, "cx": SVGNumber.text(x), "cy": SVGNumber.text(y), "r": SVGNumber.text(radius)]))
  }
}

/// A finished drawing: its size and what stands on it.
package struct Drawing: Sendable {
  /// The size in units of the drawing, which are CSS pixels at its natural size.
  package let width: Double, height: Double
  private let title: String
  private let summary: String
  private let pieces: [Markup]

  init(width: Double, height: Double, title: String, summary: String, _ canvas: Canvas) {
    self.width = width
    self.height = height
    self.title = title
    self.summary = summary
    pieces = canvas.pieces
  }

  /// The drawing inside a page that has `ChartStyle.sheet`.
  ///
  /// It is as wide as its place; with `smallest`, never above its natural size, nor below that share of it.
  package func inline(smallest: Double? = nil) -> Markup {
    guard let smallest else { return markup(isAlone: false, size: []) }
    let least = SVGNumber.text(width * smallest)
    let style = "width:100%;height:auto;max-width:\(SVGNumber.text(width))px;min-width:\(least)px"
    return markup(isAlone: false, size: [("style", style)])
  }

  /// The drawing as a file of its own.
  package var file: [UInt8] {
    let size = [("width", SVGNumber.text(width)), ("height", SVGNumber.text(height))]
    return markup(isAlone: true, size: size).bytes + [0x0A]
  }

  private func markup(isAlone: Bool, size: [(String, String)]) -> Markup {
    var attributes = [
      ("class", "chart"), ("viewBox", "0 0 \(SVGNumber.text(width)) \(SVGNumber.text(height))"),
      ("role", "img"), ("aria-label", summary.isEmpty ? title : "\(title): \(summary)"),
    ]
    attributes += size
    if isAlone { attributes.insert(("xmlns", "http://www.w3.org/2000/svg"), at: 0) }
    var children: [Markup] = []
    if isAlone {
      children.append(.element("title", text: title))
      children.append(.element("style", [.verbatim(ChartStyle.sheet)]))
    }
    var paper = Canvas()
    paper.rectangle("paper", x: 0, y: 0, width: width, height: height)
    return .element("svg", attributes, children + paper.pieces + pieces)
  }
}
