package import Model

/// A block of the input, as `ChunkStream` filled it. Every block of a chunk but its last is full.
package struct LoadedBlock: Sendable, Hashable {
  /// The block's place among the job's input blocks, from 0.
  package let number: Int
  /// How many bytes are filled; 0 only if the chunk has but empty files.
  package let count: Int
  /// The chunk that ends with this block. nil: it goes on in the next one.
  package let chunk: Chunk?
}
