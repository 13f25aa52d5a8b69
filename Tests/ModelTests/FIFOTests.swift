import Model
import Testing

@Suite struct FIFOTests {
  @Test func firstInFirstOut() {
    var queue = FIFO<Int>()
    var next = 0
    for number in 0..<1000 {
      queue.append(number)
      guard number % 3 == 0 else { continue }
      #expect(queue.popFirst() == next)
      next += 1
    }
    #expect(queue.count == 1000 - next)
    while let number = queue.popFirst() {
      #expect(number == next)
      next += 1
    }
    #expect(next == 1000 && queue.isEmpty)
  }

  @Test func theFirstThatIsSuitableLeavesOthersInOrder() {
    var queue = FIFO<Int>()
    for number in [1, 3, 4, 5, 6] { queue.append(number) }
    #expect(queue.popFirst(within: 2) { $0.isMultiple(of: 2) } == nil)
    #expect(queue.popFirst(within: 3) { $0.isMultiple(of: 2) } == 4)
    #expect(queue.popFirst(within: 100) { $0 > 5 } == 6)
    #expect(
      [queue.popFirst(), queue.popFirst(), queue.popFirst(), queue.popFirst()] == [1, 3, 5, nil])
  }
}
