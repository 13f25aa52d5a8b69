/// A queue whose first element is taken in constant time, amortised.
package struct FIFO<Element> {
  package init() {}

  private var elements: [Element] = []
  /// Index of the first element that is still there.
  private var head = 0

  package mutating func append(_ element: Element) { elements.append(element) }

  package mutating func popFirst() -> Element? {
    guard head < elements.count else { return nil }
    defer {
      head += 1
      if head == elements.count {
        elements.removeAll(keepingCapacity: true)
        head = 0
      } else if head > 64, head > elements.count / 2 {
        elements.removeFirst(head)
        head = 0
      }
    }
    return elements[head]
  }
}

extension FIFO: Sendable where Element: Sendable {}
