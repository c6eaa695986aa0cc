/// Questions about which commits came before which.
///
/// Commits are visited newest first by their dates, as git does, each once. A clone that is shallow ends somewhere:
/// `ends` then holds the commits whose parents it lacks.
struct CommitWalk {
  /// What a walk needs to know of a commit.
  struct Node {
    /// What it was made after, the branch that it was made on first.
    let parents: [GitObjectID]
    /// When, in seconds since 1970.
    let seconds: Int
  }

  /// The commit of that name; nil where the clone lacks it.
  private let node: (GitObjectID) throws -> Node?
  /// The commits that were visited and whose parents the clone lacks.
  private(set) var ends: Set<GitObjectID> = []

  /// A walk over what `node` gives.
  init(_ node: @escaping (GitObjectID) throws -> Node?) { self.node = node }

  /// A walk over the commits that git has.
  init(_ objects: GitObjects) {
    self.init { try objects.commit($0).map { Node(parents: $0.parents, seconds: $0.date.seconds) } }
  }

  /// From where a commit can be reached.
  private struct Reach: OptionSet {
    let rawValue: UInt8
    static let left = Reach(rawValue: 1)
    static let right = Reach(rawValue: 2)
    static let both: Reach = [.left, .right]
    /// Below a common ancestor that is known already.
    static let stale = Reach(rawValue: 4)
  }

  /// The commits in the order they are visited, each with from where it can be reached.
  private struct Queue {
    private var heap: [(date: Int, id: GitObjectID, node: Node)] = []

    mutating func push(_ id: GitObjectID, _ node: Node) {
      heap.append((node.seconds, id, node))
      var child = heap.count - 1
      while child > 0, heap[(child - 1) / 2].date < heap[child].date {
        heap.swapAt(child, (child - 1) / 2)
        child = (child - 1) / 2
      }
    }

    mutating func pop() -> (id: GitObjectID, node: Node)? {
      guard let first = heap.first else { return nil }
      let top = (first.id, first.node)
      let last = heap.removeLast()
      if heap.isEmpty { return top }
      heap[0] = last
      var parent = 0
      while true {
        let left = 2 * parent + 1
        guard left < heap.count else { return top }
        let largest = left + 1 < heap.count && heap[left + 1].date > heap[left].date ? left + 1 : left
        guard heap[largest].date > heap[parent].date else { return top }
        heap.swapAt(parent, largest)
        parent = largest
      }
    }

    func contains(where test: (GitObjectID) -> Bool) -> Bool { heap.contains { test($0.id) } }
  }

  /// The newest commit that can be reached from `commit` and from one of `others`; nil where there is none.
  mutating func mergeBase(of commit: GitObjectID, and others: [GitObjectID]) throws -> GitObjectID? {
    let reach = try paint(left: [commit], right: others)
    var best: (date: Int, id: GitObjectID)?
    for (id, found) in reach where found.contains(.both) && !found.contains(.stale) {
      guard let date = try node(id)?.seconds else { continue }
      if let known = best, (known.date, known.id.hex) >= (date, id.hex) { continue }
      best = (date, id)
    }
    return best?.id
  }

  /// The commits from `newest` back, parent by first parent, that cannot be reached from `excluded`.
  mutating func firstParents(of newest: GitObjectID, without excluded: [GitObjectID]) throws -> [GitObjectID]
  {
    let reach = excluded.isEmpty ? [:] : try paint(left: [newest], right: excluded)
    var chain: [GitObjectID] = []
    var next: GitObjectID? = newest
    while let id = next, reach[id]?.contains(.right) != true {
      guard let found = try node(id) else {
        if let last = chain.last { ends.insert(last) }
        break
      }
      chain.append(id)
      next = found.parents.first
    }
    return chain
  }

  /// Every commit that can be reached from `tips` and not from `excluded`, newest first.
  mutating func all(from tips: [GitObjectID], without excluded: [GitObjectID] = []) throws -> [GitObjectID] {
    let reach = excluded.isEmpty ? [:] : try paint(left: tips, right: excluded)
    var queue = Queue()
    var seen: Set<GitObjectID> = []
    var found: [GitObjectID] = []
    try push(tips, to: &queue, after: nil, seen: &seen)
    while let (id, node) = queue.pop() {
      if reach[id]?.contains(.right) == true { continue }
      found.append(id)
      try push(node.parents, to: &queue, after: id, seen: &seen)
    }
    return found
  }

  private mutating func push(
    _ ids: [GitObjectID], to queue: inout Queue, after child: GitObjectID?, seen: inout Set<GitObjectID>
  ) throws {
    for id in ids where seen.insert(id).inserted {
      if let node = try node(id) { queue.push(id, node) } else if let child { ends.insert(child) }
    }
  }

  /// Visits commits until every one that waits lies below a common ancestor.
  private mutating func paint(
    left: [GitObjectID], right: [GitObjectID]
  ) throws -> [GitObjectID: Reach] {
    var reach: [GitObjectID: Reach] = [:]
    var queue = Queue()
    func add(_ ids: [GitObjectID], _ more: Reach, after child: GitObjectID?) throws {
      for id in ids {
        let known = reach[id] ?? []
        guard !known.isSuperset(of: more) else { continue }
        guard let node = try node(id) else {
          if let child { ends.insert(child) }
          continue
        }
        reach[id] = known.union(more)
        queue.push(id, node)
      }
    }
    try add(left, .left, after: nil)
    try add(right, .right, after: nil)
    var settled: [GitObjectID: Reach] = [:]
    while let (id, node) = queue.pop() {
      let mine = reach[id] ?? []
      // A commit may wait several times; what it was told last counts, and once is enough.
      if settled[id] == mine { continue }
      settled[id] = mine
      let isCommon = mine.contains(.both)
      try add(node.parents, isCommon ? mine.union(.stale) : mine, after: id)
      if !queue.contains(where: { !(reach[$0] ?? []).contains(.stale) }) { break }
    }
    return reach
  }
}
