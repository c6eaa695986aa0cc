/// Dots for a terminal: each character holds two by four of them.
struct BrailleCanvas {
  let columns: Int
  let rows: Int
  private var cells: [UInt8]
  private var owners: [Int]

  /// An empty canvas of characters.
  init(columns: Int, rows: Int) {
    self.columns = columns
    self.rows = rows
    cells = Array(repeating: 0, count: columns * rows)
    owners = Array(repeating: -1, count: columns * rows)
  }

  var width: Int { columns * 2 }
  var height: Int { rows * 4 }

  private static let bits: [[UInt8]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  /// Sets the dot at `x` from the left and `y` from the top for `owner`; outside nothing happens.
  mutating func set(_ x: Int, _ y: Int, owner: Int) {
    guard (0..<width).contains(x), (0..<height).contains(y) else { return }
    let cell = y / 4 * columns + x / 2
    cells[cell] |= Self.bits[y % 4][x % 2]
    owners[cell] = owner
  }

  /// Sets the dots of a straight line between two dots inside the canvas.
  mutating func line(from: (x: Int, y: Int), to: (x: Int, y: Int), owner: Int) {
    let steps = max(abs(to.x - from.x), abs(to.y - from.y))
    for step in 0...steps {
      let share = steps == 0 ? 0 : Double(step) / Double(steps)
      let x = Double(from.x) + Double(to.x - from.x) * share
      let y = Double(from.y) + Double(to.y - from.y) * share
      set(Int(x.rounded()), Int(y.rounded()), owner: owner)
    }
  }

  /// The characters of a row, each with who drew there last (-1 for nobody).
  func row(_ row: Int) -> [(character: Character, owner: Int)] {
    (0..<columns).map { column in
      let cell = cells[row * columns + column]
      let scalar = Unicode.Scalar(0x2800 + UInt32(cell)) ?? " "
      return (cell == 0 ? " " : Character(scalar), owners[row * columns + column])
    }
  }
}
