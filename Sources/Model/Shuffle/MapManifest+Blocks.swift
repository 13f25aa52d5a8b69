extension MapManifest {
  /// Where the runs lie in the store.
  package func blocks(_ namespace: String, _ job: JobID) -> StoredBlocks {
    StoredBlocks(
      BlockStreamName(namespace, .mapOutput(job, task: task, attempt: attempt)), count: blocks)
  }
}
