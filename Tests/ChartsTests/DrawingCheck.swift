import Testing

@testable import Charts

/// What must hold of every drawing.
enum DrawingCheck {
  /// The drawing's tree, once it is well formed and lies within its view box.
  @discardableResult
  static func tree(_ drawing: Drawing, _ about: String = "") throws -> MarkupTree {
    let tree = try MarkupTree(drawing.file)
    let box = try #require(tree.attributes["viewBox"]).split(separator: " ").compactMap { Double($0) }
    try #require(box.count == 4)
    #expect(box[2] == (drawing.width * 100).rounded() / 100, "\(about)")
    for element in tree.all {
      for (x, y) in extent(element) {
        #expect(
          x >= -0.01 && x <= box[2] + 0.01 && y >= -0.01 && y <= box[3] + 0.01,
          "\(about): \(element.name) \(element.attributes) \(element.text) reaches \(x), \(y) of \(box)")
      }
    }
    return tree
  }

  /// The corners that an element reaches.
  private static func extent(_ element: MarkupTree) -> [(Double, Double)] {
    func n(_ name: String) -> Double { element.number(name) ?? 0 }
    switch element.name {
    case "rect": return [(n("x"), n("y")), (n("x") + n("width"), n("y") + n("height"))]
    case "line": return [(n("x1"), n("y1")), (n("x2"), n("y2"))]
    case "circle": return [(n("cx"), n("cy"))]
    case "path": return places(element.attributes["d"] ?? "")
    case "text": return text(element)
    default: return []
    }
  }

  private static func places(_ data: String) -> [(Double, Double)] {
    let numbers = data.split { "MLCZ ".contains($0) }.map { Double($0) ?? .nan }
    return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
  }

  private static func text(_ element: MarkupTree) -> [(Double, Double)] {
    let classes = (element.attributes["class"] ?? "").split(separator: " ")
    let size = classes.compactMap { Canvas.sizes[String($0)] }.first ?? 12
    let width = TextMetrics.width(element.text, size: size, isBold: classes.contains("title"))
    let x = element.number("x") ?? 0
    let y = element.number("y") ?? 0
    let left = classes.contains("middle") ? x - width / 2 : classes.contains("end") ? x - width : x
    return [(left, y - size), (left + width, y + 2)]
  }
}

/// A source of numbers that gives the same ones in every run.
struct Dice: RandomNumberGenerator {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state &* 0x2545_F491_4F6C_DD1D
  }
}
