import Engine
import Platform
import TestSupport

/// Numbers that are the same for the same seed (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: Int) { state = UInt64(seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// Runs commands in its head: `OUT DEP…` writes the names and the bytes of the deps to the out, in the workspace or in its
/// scratch tree; which of the commands under way ends next is drawn by lot.
final class FakeHost: CommandHost {
  private let space: Workspace
  private var numbers: SeededNumbers
  private var running: [(id: ProcessGroups.ID, words: [String])] = []
  private static let scratch = "/.lockstep/tmp/"
  private var count = 0
  /// The most commands that were under way at once.
  private(set) var most = 0
  let alarm: Alarm?
  /// Work that was handed over and is done when its lot is drawn; where nil, it is done on a thread of its own.
  private var work: [@Sendable () -> Void]?
  /// How much work was handed over.
  private(set) var handedOver = 0
  /// Whether work waits until no command is under way.
  var worksLast = false

  init(_ space: Workspace, seed: Int, alarm: Alarm? = nil, drawsWork: Bool = false) {
    self.space = space
    self.alarm = alarm
    if drawsWork { work = [] }
    numbers = SeededNumbers(seed: seed)
  }

  var isEmpty: Bool { running.isEmpty }

  func start(_ child: ChildProcess, grace: Int64) -> ProcessGroups.ID {
    count += 1
    let folder = child.folder.description
    let tree = folder.contains(Self.scratch) ? folder.dropFirst(space.root.description.count + 1) + "/" : ""
    let words = (child.arguments.last ?? "").split(separator: " ").map { tree + $0 }
    running.append((ProcessGroups.ID(number: count), words))
    most = max(most, running.count)
    return ProcessGroups.ID(number: count)
  }

  func end(_ id: ProcessGroups.ID) {}

  func begin(_ given: @escaping @Sendable () -> Void) {
    handedOver += 1
    if work == nil { Threads.begin(given) } else { work?.append(given) }
  }

  func wait(atMost nanoseconds: Int64) -> [ProcessGroups.Event] {
    if let work, !work.isEmpty, running.isEmpty || !worksLast && Bool.random(using: &numbers) {
      self.work?.remove(at: Int.random(in: work.indices, using: &numbers))()
      return []
    }
    guard !running.isEmpty else {
      if let alarm, alarm.isRinging(within: nanoseconds) { alarm.reset() }
      return []
    }
    // Now and then nothing happens.
    guard Int.random(in: 0..<4, using: &numbers) > 0 else { return [] }
    let (id, words) = running.remove(at: Int.random(in: running.indices, using: &numbers))
    do {
      let text = try words.dropFirst().map { word in
        "\(word.split(separator: "/tree/").last ?? ""): \(try space.read(word))\n"
      }.joined()
      try space.write(words[0], text)
      return [.ended(id, ChildProcess.Outcome(ending: .exited(0)))]
    } catch {
      return [.ended(id, ChildProcess.Outcome(ending: .exited(1)))]
    }
  }
}
