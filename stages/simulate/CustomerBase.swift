import Learning
import StageKit

/// Customers who live through months: what is true of them, what is seen of it, and who changes device.
///
/// Every random number comes from a stream named by the seed, the month and what it is for, so that columns
/// can be made in any order and on any number of threads.
struct CustomerBase {
  /// The section of the params file.
  struct Params {
    var seed: UInt64
    var users: Int
    var baseRate: Double
    var signal: Double
    var drift: Double
  }

  private enum Stream {
    static let start: UInt64 = 1000
    static let month: UInt64 = 2000
    static let target: UInt64 = 3000
  }

  private let params: Params
  private var month: UInt64 = 0
  /// For each trait the value of each user.
  private var traits: [[Double]]
  private var deviceAges: [Int]
  private var tenures: [Int]
  private var intercept = 0.0
  /// Who changes device in the current month; the target.
  private(set) var targets: [Bool]

  /// A base in its first month.
  init(_ params: Params) {
    self.params = params
    let users = 0..<params.users
    traits = FeatureSpec.Trait.allCases.map { trait in
      var random = RandomGenerator(seed: params.seed, stream: Stream.start, UInt64(trait.rawValue))
      return users.map { _ in random.normal() }
    }
    var random = RandomGenerator(seed: params.seed, stream: Stream.start, 100)
    // Ages with a constant hazard of one in twenty; tenures uniform over ten years.
    deviceAges = users.map { _ in Int(-20 * RealFunctions.log(1 - random.uniform())) }
    tenures = users.map { _ in Int(random.uniform() * 120) }
    targets = users.map { _ in false }
    traits[FeatureSpec.Trait.change.rawValue] = users.map { _ in 0 }
    live(isScoring: false)
  }

  /// Goes on to the next month; the drift comes with the scoring month.
  mutating func advance(isScoring: Bool) {
    month += 1
    for user in targets.indices {
      deviceAges[user] = targets[user] ? 0 : deviceAges[user] + 1
      tenures[user] += 1
    }
    let before = self[.interest]
    move(.interest, keeping: 0.85, shift: isScoring ? 0.3 * params.drift : 0)
    move(.activity, keeping: 0.9, shift: isScoring ? -0.3 * params.drift : 0)
    move(.trouble, keeping: 0.5, shift: isScoring ? 0.2 * params.drift : 0)
    // The change of a value that keeps 0.85 has the variance 0.3; it is brought to 1.
    self[.change] = zip(self[.interest], before).map { ($0 - $1) * 1.8 }
    // Who has just changed has no interest left.
    for user in targets.indices where targets[user] { self[.interest][user] -= 1.5 }
    live(isScoring: isScoring)
  }

  private subscript(trait: FeatureSpec.Trait) -> [Double] {
    get { traits[trait.rawValue] }
    set { traits[trait.rawValue] = newValue }
    _modify { yield &traits[trait.rawValue] }
  }

  private mutating func move(_ trait: FeatureSpec.Trait, keeping: Double, shift: Double) {
    var random = RandomGenerator(
      seed: params.seed, stream: Stream.month, month, UInt64(trait.rawValue))
    let fresh = (1 - keeping * keeping).squareRoot()
    for user in traits[trait.rawValue].indices {
      let kept = keeping * traits[trait.rawValue][user]
      traits[trait.rawValue][user] = kept + fresh * random.normal() + shift
    }
  }

  /// Decides who changes device this month.
  ///
  /// The intercept is set anew in each month but the scoring one, so that the base rate holds.
  private mutating func live(isScoring: Bool) {
    self[.age] = deviceAges.map { Double(min($0, 60) - 20) / 15 }
    if !isScoring { intercept = calibrated() }
    var random = RandomGenerator(seed: params.seed, stream: Stream.target, month)
    for user in targets.indices {
      let chance = RealFunctions.logistic(intercept + params.signal * drive(user))
      targets[user] = random.uniform() < chance
    }
  }

  /// What drives a user towards a new device.
  private func drive(_ user: Int) -> Double {
    let interest = self[.interest][user]
    let age = self[.age][user]
    return 1.1 * interest + 0.6 * self[.change][user] + 0.9 * age + 0.5 * self[.trouble][user]
      + 0.4 * max(0, interest) * age - 0.5 * self[.thrift][user] + 0.3 * self[.spend][user]
  }

  /// The intercept that gives the base rate on up to 20,000 evenly spaced users, by bisection.
  private func calibrated() -> Double {
    let step = max(1, params.users / 20_000)
    let drives = stride(from: 0, to: params.users, by: step).map { params.signal * drive($0) }
    var low = -100.0
    var high = 100.0
    for _ in 0..<60 {
      let middle = (low + high) / 2
      let sum = drives.reduce(0) { $0 + RealFunctions.logistic(middle + $1) }
      if sum < params.baseRate * Double(drives.count) { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The values of feature `index` (from 0) this month: NaN where missing, a text's position for texts.
  func feature(_ index: Int) -> [Double] {
    let spec = FeatureSpec.all[index]
    var random = RandomGenerator(seed: params.seed, stream: month, UInt64(index))
    switch spec.kind {
    case .deviceAge: return deviceAges.map { Double($0) }
    case .tenure: return tenures.map { Double($0) }
    default: break
    }
    let noise = (1 - spec.clarity * spec.clarity).squareRoot()
    return traits[spec.trait.rawValue].map { trait in
      let value = spec.value(of: spec.clarity * trait + noise * random.normal(), &random)
      return spec.missing > 0 && random.uniform() < spec.missing ? .nan : value
    }
  }
}

extension FeatureSpec {
  /// The written value of `z`, which is about standard normal.
  fileprivate func value(of z: Double, _ random: inout RandomGenerator) -> Double {
    switch kind {
    case .deviceAge, .tenure: return z
    case .amount(let median, let spread):
      return (100 * median * RealFunctions.exp(spread * z)).rounded(.toNearestOrEven) / 100
    case .count(let median):
      return max(0, (median * RealFunctions.exp(0.8 * z) + random.uniform() - 0.5).rounded(.down))
    case .grade(let range):
      let share = RealFunctions.logistic(1.7 * z)
      return (range.lowerBound + share * (range.upperBound - range.lowerBound)).rounded(.toNearestOrEven)
    case .share:
      return (10_000 * RealFunctions.logistic(1.2 * z - 0.5)).rounded(.toNearestOrEven) / 10_000
    case .category(let texts):
      // The first texts take the larger part: half a standard deviation more for each further one.
      let position = ((z + 0.5) * 1.2).rounded(.down)
      return min(Double(texts.count - 1), max(0, position))
    }
  }
}
