/// Blocks of a stream that follow one another.
package struct StoredBlocks: Hashable, Sendable {
  package let stream: BlockStreamName
  package let numbers: Range<Int>

  package init(_ stream: BlockStreamName, _ numbers: Range<Int>) {
    self.stream = stream
    self.numbers = numbers
  }

  /// The first blocks of a stream.
  package init(_ stream: BlockStreamName, count: Int) { self.init(stream, 0..<count) }

  package var keys: [String] { numbers.map(stream.key) }
}
