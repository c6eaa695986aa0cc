/// What candidates are compared by: arithmetic over the aggregates of their fold metrics.
///
/// `lift_at_k.mean - 2 * lift_at_k.std`, say: numbers, aggregates as `metric.mean`, `.std`, `.min` or `.max`,
/// `+ - * /` with their usual precedence, a sign, and parentheses. Kept in postfix order, so that no nesting
/// is deep enough to matter.
struct ScoreExpression: Hashable, Sendable {
  /// An aggregate that an expression names.
  struct Aggregate: Hashable, Sendable {
    var metric: String
    var statistic: String
  }

  /// What is wrong with a text, and at which character of it (from 1).
  struct Problem: Error, Hashable {
    var message: String
    var position: Int
  }

  private enum Operator: Hashable {
    case add, subtract, multiply, divide, negate

    var precedence: Int {
      switch self {
      case .add, .subtract: 1
      case .multiply, .divide: 2
      case .negate: 3
      }
    }
  }

  private enum Step: Hashable {
    case number(Double)
    case aggregate(Aggregate)
    case apply(Operator)
  }

  private enum Pending {
    case apply(Operator)
    case parenthesis(at: Int)
  }

  /// The text, as it was written.
  let text: String
  private let steps: [Step]

  /// The aggregates that it names, in its order.
  var aggregates: [Aggregate] {
    steps.compactMap { step in if case .aggregate(let aggregate) = step { aggregate } else { nil } }
  }

  /// Reads `text`, by the shunting-yard algorithm (Dijkstra, 1961).
  init(_ text: String) throws(Problem) {
    self.text = text
    var steps: [Step] = []
    var pending: [Pending] = []
    var needsOperand = true
    var words = Words(text)
    func reduce(downTo precedence: Int) {
      while case .apply(let last)? = pending.last, last.precedence >= precedence {
        steps.append(.apply(last))
        pending.removeLast()
      }
    }
    while let word = words.next() {
      switch (word.text, needsOperand) {
      case ("-", true): pending.append(.apply(.negate))
      case ("+", true): break
      case ("(", true): pending.append(.parenthesis(at: word.position))
      case (")", false):
        reduce(downTo: 0)
        guard case .parenthesis? = pending.popLast() else {
          throw Problem(message: "this parenthesis closes nothing", position: word.position)
        }
      case ("+", false), ("-", false), ("*", false), ("/", false):
        let operation: Operator =
          switch word.text {
          case "+": .add
          case "-": .subtract
          case "*": .multiply
          default: .divide
          }
        reduce(downTo: operation.precedence)
        pending.append(.apply(operation))
        needsOperand = true
      case (_, true):
        steps.append(try Self.operand(word))
        needsOperand = false
      case (_, false):
        throw Problem(message: "'\(word.text)' stands where an operator is needed", position: word.position)
      }
    }
    guard !needsOperand else {
      throw Problem(message: "a metric or a number is missing at its end", position: text.count + 1)
    }
    reduce(downTo: 0)
    if case .parenthesis(let position)? = pending.last {
      throw Problem(message: "this parenthesis is never closed", position: position)
    }
    self.steps = steps
  }

  private static func operand(_ word: Words.Word) throws(Problem) -> Step {
    if let number = Double(word.text), number.isFinite { return .number(number) }
    let parts = word.text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }), word.text.first?.isLetter == true else {
      throw Problem(
        message: "'\(word.text)' is neither a number nor an aggregate such as lift_at_k.mean",
        position: word.position)
    }
    return .aggregate(Aggregate(metric: String(parts[0]), statistic: String(parts[1])))
  }

  /// Its value; nil where an aggregate is undefined, or the result is no finite number.
  func value(_ aggregate: (Aggregate) -> Double?) -> Double? {
    var stack: [Double] = []
    for step in steps {
      switch step {
      case .number(let number): stack.append(number)
      case .aggregate(let name):
        guard let number = aggregate(name) else { return nil }
        stack.append(number)
      case .apply(.negate): stack.append(-stack.removeLast())
      case .apply(let operation):
        let right = stack.removeLast()
        let left = stack.removeLast()
        stack.append(Self.apply(operation, left, right))
      }
    }
    return stack.last.flatMap { $0.isFinite ? $0 : nil }
  }

  private static func apply(_ operation: Operator, _ left: Double, _ right: Double) -> Double {
    switch operation {
    case .add: left + right
    case .subtract, .negate: left - right
    case .multiply: left * right
    case .divide: left / right
    }
  }
}

/// The words of an expression: names and numbers, and each other character by itself.
private struct Words {
  struct Word {
    var text: String
    var position: Int
  }

  private let characters: [Character]
  private var end = 0

  init(_ text: String) { characters = Array(text) }

  mutating func next() -> Word? {
    while end < characters.count, characters[end].isWhitespace { end += 1 }
    guard end < characters.count else { return nil }
    let start = end
    end += 1
    if Self.isPartOfWord(characters[start]) {
      while end < characters.count, Self.isPartOfWord(characters[end]) { end += 1 }
    }
    return Word(text: String(characters[start..<end]), position: start + 1)
  }

  private static func isPartOfWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "."
  }
}
