/// A binary heap with the least element on top.
struct MinHeap<Element: Comparable & Sendable>: Sendable {
  private var elements: [Element] = []

  var first: Element? { elements.first }

  /// - Complexity: O(log n)
  mutating func insert(_ element: Element) {
    elements.append(element)
    var index = elements.count - 1
    while index > 0 {
      let parent = (index - 1) / 2
      guard elements[index] < elements[parent] else { return }
      elements.swapAt(index, parent)
      index = parent
    }
  }

  /// - Complexity: O(log n)
  mutating func removeFirst() -> Element? {
    guard let last = elements.popLast() else { return nil }
    guard let top = elements.first else { return last }
    elements[0] = last
    var index = 0
    while true {
      var least = index
      for child in (2 * index + 1)...(2 * index + 2)
      where child < elements.count && elements[child] < elements[least] {
        least = child
      }
      guard least != index else { return top }
      elements.swapAt(index, least)
      index = least
    }
  }
}
