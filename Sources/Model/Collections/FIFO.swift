/// A queue whose first element is taken in constant time, amortised.
///
/// Public, as the compiler adapts nothing of `package` to the elements of another module.
public struct FIFO<Element> {
  @usableFromInline var elements: [Element] = []
  /// Index of the first element that is still there.
  @usableFromInline var head = 0

  @inlinable public init() {}

  @inlinable public var count: Int { elements.count - head }
  @inlinable public var isEmpty: Bool { count == 0 }

  @inlinable public mutating func append(_ element: Element) { elements.append(element) }

  @inlinable public mutating func popFirst() -> Element? { popFirst(within: 1) { _ in true } }

  /// Takes the first of the next `window` elements that is suitable. Those before it stay in front,
  /// in their order.
  @inlinable public mutating func popFirst(
    within window: Int, where isSuitable: (Element) -> Bool
  ) -> Element? {
    let end = min(elements.count, head + window)
    guard let index = (head..<end).first(where: { isSuitable(elements[$0]) }) else { return nil }
    let element = elements[index]
    for hole in stride(from: index, to: head, by: -1) { elements[hole] = elements[hole - 1] }
    head += 1
    if head == elements.count {
      elements.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64, head > elements.count / 2 {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }
}

extension FIFO: Sendable where Element: Sendable {}
