extension Chunk {
  /// Where the chunk lies in the store.
  package func blocks(_ namespace: String, _ job: JobID) -> StoredBlocks {
    StoredBlocks(
      BlockStreamName(namespace, .input(job, generation: generation)),
      firstBlock..<firstBlock + blockCount)
  }
}
