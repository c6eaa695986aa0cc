@testable import Charts

/// Charts of all kinds, with values and words of all kinds.
enum RandomChart {
  static func make(_ dice: inout Dice) -> Chart {
    let content: Chart.Content
    switch Int.random(in: 0..<4, using: &dice) {
    case 0: content = .matrix(matrix(&dice))
    case 1: content = .bars(bars(&dice))
    default: content = .curves(curves(&dice))
    }
    return Chart(
      title: word(&dice), notes: Bool.random(using: &dice) ? [word(&dice)] : [], xLabel: word(&dice),
      yLabel: word(&dice), content: content)
  }

  static func value(_ dice: inout Dice) -> Double {
    switch Int.random(in: 0..<12, using: &dice) {
    case 0: .nan
    case 1: Bool.random(using: &dice) ? .infinity : -.infinity
    case 2: 0
    case 3: Double(bitPattern: dice.next())
    case 4: Double.random(in: -1...1, using: &dice) * 1e12
    case 5: Double.random(in: -1...1, using: &dice) * 1e-9
    default: Double.random(in: -100...100, using: &dice)
    }
  }

  static func word(_ dice: inout Dice) -> String {
    let letters = Array("abcdefghijklmnopqrstuvwxyzWMil0123456789 -_<&\"'>é漢字😀\n")
    let longest = [0, 3, 12, 80, 400].randomElement(using: &dice) ?? 3
    return String(
      (0..<Int.random(in: 0...longest, using: &dice)).compactMap { _ in letters.randomElement(using: &dice) })
  }

  private static func curves(_ dice: inout Dice) -> Curves {
    let names = (0..<Int.random(in: 1..<30, using: &dice)).map { _ in word(&dice) }
    let axis: Curves.Axis = [.number, .time, .names(names)].randomElement(using: &dice) ?? .number
    let series = (0..<Int.random(in: 0..<14, using: &dice)).map { index in
      let points = (0..<Int.random(in: 0..<60, using: &dice)).map { step in
        let x =
          axis == .number ? value(&dice) : axis == .time ? value(&dice) * 1e6 : Double(step % names.count)
        return ChartPoint(x, value(&dice))
      }
      let weight: Weight = [.normal, .faint, .strong, .reference].randomElement(using: &dice) ?? .normal
      return Curves.Series(
        Bool.random(using: &dice) ? word(&dice) : nil, style: index, weight: weight, points: points)
    }
    return Curves(Bool.random(using: &dice) ? .line : .dots, axis: axis, series: series)
  }

  private static func bars(_ dice: inout Dice) -> Bars {
    let names = (0..<Int.random(in: 0..<40, using: &dice)).map { _ in word(&dice) }
    let series = (0..<Int.random(in: 0..<4, using: &dice)).map { _ in
      Bars.Series(
        word(&dice), values: names.map { _ in value(&dice) },
        spreads: Bool.random(using: &dice) ? names.map { _ in abs(value(&dice)) } : [])
    }
    let references = Bool.random(using: &dice) ? [Bars.Reference("mean", value: value(&dice), spread: 1)] : []
    return Bars(
      Bool.random(using: &dice) ? .up : .right, names: names, series: series, references: references)
  }

  private static func matrix(_ dice: inout Dice) -> Matrix {
    let rows = (0..<Int.random(in: 0..<70, using: &dice)).map { _ in word(&dice) }
    let columns = (0..<Int.random(in: 0..<70, using: &dice)).map { _ in word(&dice) }
    let matrix = Matrix(
      rows: rows, columns: columns, values: rows.map { _ in columns.map { _ in value(&dice) } })
    return Bool.random(using: &dice) ? matrix.normalized : matrix
  }
}
