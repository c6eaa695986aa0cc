/// Integers, of which the smallest is taken first: a binary heap.
package struct MinimumHeap: Sendable {
  private var items: [Int] = []

  /// An empty heap.
  package init() {}

  /// Adds `item`; logarithmic.
  package mutating func insert(_ item: Int) {
    items.append(item)
    var child = items.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard items[child] < items[parent] else { break }
      items.swapAt(child, parent)
      child = parent
    }
  }

  /// Takes the smallest; nil where there is none.
  ///
  /// Logarithmic.
  package mutating func popMinimum() -> Int? {
    guard let smallest = items.first, let last = items.popLast() else { return nil }
    guard !items.isEmpty else { return smallest }
    items[0] = last
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < items.count && items[child] < items[least] {
        least = child
      }
      guard least != parent else { return smallest }
      items.swapAt(parent, least)
      parent = least
    }
  }
}
