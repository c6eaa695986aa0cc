import PipelineModel

/// Which stage's turn it is: the state of a run's scheduler, a pure value without clock, file or process.
///
/// Turns are given in the order of the graph, as far as stages are ready and there is room, so that with one job the order
/// is the graph's. All that happens to a stage goes through `transition`.
struct Schedule {
  /// Where a stage is on its way through a run.
  enum Progress: Hashable, Sendable {
    /// So many stages before it have yet to be settled.
    case waiting(Int)
    /// It has its turn when there is room.
    case ready
    /// It had its turn, and what decides it is being read on another thread.
    case reading
    /// What it would make is known; it is made when a stage asks for it. Of stages with local outs only.
    case onDemand
    /// It was asked to run, and so many stages with local outs are made before.
    case held(Int)
    /// Its command is under way.
    case running
    /// Nothing more happens to it; `made` where what it stands for is there.
    case ended(made: Bool)
  }

  /// Something that happened to a stage.
  enum Event: Hashable, Sendable {
    /// What it makes is known, and it is made when a stage asks for it: the stages after it may be taken.
    case settled
    /// A stage asked for its local outs, or it is to be made for its own sake.
    case demanded
    /// It is to run, once these are made.
    case held(for: [Int])
    /// What decides it is read first, on another thread; it takes up a job meanwhile.
    case reads
    /// That was read: it has its turn again when there is room.
    case hasRead
    /// Its command was started.
    case began
    /// It is done with: those after it may be taken.
    case ended(made: Bool)
  }

  /// By stage; nil for those that are not of this run.
  private(set) var progress: [Progress?]
  /// How many commands are under way.
  private(set) var running = 0
  private let graph: StageGraph
  private let room: Room
  /// The place of each stage in the graph's order.
  private let rank: [Int]
  /// Of each stage whether those after it know its outcome already.
  private var isSettled: [Bool]
  /// Which stages wait for a local out of which.
  private var waiters: [Int: [Int]] = [:]
  private var ready = MinimumHeap()
  private var used = Room.Use()
  /// Nothing new begins: a stage failed, or the run was interrupted.
  private(set) var isStopped = false

  /// How many commands may be under way at once.
  private let jobs: Int

  /// The schedule of `selection`.
  init(_ graph: StageGraph, selection: Set<Int>, room: Room) {
    self.graph = graph
    self.room = room
    // A stage that was asked for before one that it needs must not see that one's outs while they are made.
    jobs = graph.isTurned ? 1 : room.jobs
    var rank = [Int](repeating: 0, count: graph.stages.count)
    for (position, stage) in graph.order.enumerated() { rank[stage] = position }
    self.rank = rank
    progress = Array(repeating: nil, count: graph.stages.count)
    isSettled = Array(repeating: false, count: graph.stages.count)
    for stage in selection {
      let before = graph.upstream(of: stage).count { selection.contains($0) }
      progress[stage] = before == 0 ? .ready : .waiting(before)
      if before == 0 { ready.insert(rank[stage]) }
    }
  }

  /// The stage whose turn it is, the first in the graph's order that is ready and finds room; nil where none does.
  mutating func next() -> Int? {
    guard !isStopped, running < jobs else { return nil }
    var passed: [Int] = []
    defer { for position in passed { ready.insert(position) } }
    while let position = ready.popMinimum() {
      let stage = graph.order[position]
      // Alone every stage has room.
      if running == 0 || room.fits(room.demand(of: graph.stages[stage]), beside: used) { return stage }
      passed.append(position)
    }
    return nil
  }

  /// Begins nothing any more; what runs goes on.
  mutating func stop() { isStopped = true }

  /// Takes in what happened to `stage`: the one place where its progress changes.
  mutating func transition(_ stage: Int, _ event: Event) {
    switch (progress[stage], event) {
    case (.ready, .settled):
      progress[stage] = .onDemand
      settle(stage)
    case (.onDemand, .demanded): makeReady(stage)
    case (.ready, .demanded), (.reading, .demanded), (.held, .demanded), (.running, .demanded): break
    case (.ready, .reads):
      progress[stage] = .reading
      running += 1
    case (.reading, .hasRead):
      running -= 1
      makeReady(stage)
    case (.ready, .held(let producers)): hold(stage, producers)
    case (.ready, .began):
      progress[stage] = .running
      running += 1
      used.add(room.demand(of: graph.stages[stage]))
    case (.running, .ended(let made)):
      running -= 1
      used.remove(room.demand(of: graph.stages[stage]))
      end(stage, made: made)
    case (.ready, .ended(let made)), (.held, .ended(let made)): end(stage, made: made)
    default:
      preconditionFailure("a stage that is \(String(describing: progress[stage])) cannot be \(event)")
    }
  }

  /// The stages that have not ended, in the graph's order.
  var unfinished: [Int] {
    graph.order.filter { stage in
      switch progress[stage] {
      case .ended, .onDemand, nil: false
      default: true
      }
    }
  }

  // MARK: Steps of transitions

  private mutating func makeReady(_ stage: Int) {
    progress[stage] = .ready
    ready.insert(rank[stage])
  }

  /// Lets the stages after `stage` know that it is settled, once.
  private mutating func settle(_ stage: Int) {
    guard !isSettled[stage] else { return }
    isSettled[stage] = true
    for consumer in graph.downstream(of: stage) {
      guard case .waiting(let count) = progress[consumer] else { continue }
      progress[consumer] = .waiting(count - 1)
      if count == 1 { makeReady(consumer) }
    }
  }

  private mutating func hold(_ stage: Int, _ producers: [Int]) {
    progress[stage] = .held(producers.count)
    for producer in producers {
      waiters[producer, default: []].append(stage)
      transition(producer, .demanded)
    }
  }

  private mutating func end(_ stage: Int, made: Bool) {
    progress[stage] = .ended(made: made)
    settle(stage)
    for waiter in waiters.removeValue(forKey: stage) ?? [] {
      guard case .held(let count) = progress[waiter] else { continue }
      progress[waiter] = .held(count - 1)
      // Where the producer failed as well: the waiter finds that out at its turn.
      if count == 1 { makeReady(waiter) }
    }
  }
}
