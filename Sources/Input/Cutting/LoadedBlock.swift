package import Model

/// A block of the input, as `ChunkStream` filled it. Every block of a chunk but its last is full.
package struct LoadedBlock: Sendable, Hashable {
  /// The block's place among the job's input blocks, from 0.
  package let number: Int
  /// How many bytes are filled; 0 only if the chunk has but empty files.
  package let count: Int
  /// The chunk that ends with this block. nil: it goes on in the next one.
  package let chunk: Chunk?
  /// There is no block. Those since the end of the last chunk hold the beginning of what was set aside: no
  /// chunk will have them.
  package let isAbandoned: Bool

  init(number: Int, count: Int, chunk: Chunk?, isAbandoned: Bool = false) {
    self.number = number
    self.count = count
    self.chunk = chunk
    self.isAbandoned = isAbandoned
  }
}
