internal import CMapReduce
internal import Model
internal import PluginHost

/// The values of a group for reduce and combine, a few at a time.
final class ListedValues: ValueBatchSource {
  private let values: [[UInt8]]
  /// How often the values come.
  private let repetitions: Int
  private var index = 0
  private var lent: [UnsafeMutableRawBufferPointer] = []

  init(_ values: [[UInt8]], repetitions: Int = 1) {
    self.values = values
    self.repetitions = repetitions
  }

  deinit { release() }

  func next(into out: UnsafeMutablePointer<mr_bytes>, capacity: Int) throws(MRError) -> Int {
    release()
    // Less than there is room for, as at the end of a block.
    let count = min(capacity, 7, values.count * repetitions - index)
    for position in 0..<count {
      let value = values[(index + position) % values.count]
      // Memory of its own each: reading beyond a value is found by tools, and never another value.
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: value.count, alignment: 1)
      copy.copyBytes(from: value)
      lent.append(copy)
      out[position] = mr_bytes(data: copy.baseAddress, size: copy.count)
    }
    index += count
    return count
  }

  private func release() {
    for copy in lent {
      // What is kept beyond the next call is to be seen as wrong.
      copy.initializeMemory(as: UInt8.self, repeating: 0xaa)
      copy.deallocate()
    }
    lent = []
  }
}
