package import Model

/// The distributed group-by-key of a job.
///
/// Every mapper has cut its records by partition, `hash(key) mod R`, and sorted each cut by key, so
/// that partition `p` of all map outputs together holds every record of the keys that belong to
/// `p`, and no other partition holds any of them. What is left to do is to wait until the last map
/// task has arrived, and then to tell the reducer of `p` where its segments lie: it merges them,
/// and equal keys come out side by side.
///
/// The barrier opens when the input has ended and every map task has arrived. It closes again when
/// the output of a map task turns out to be lost, and opens when that task has arrived anew.
package struct Barrier: Sendable {
  package let partitions: Int
  /// The manifests by map task; nil until it arrives. Only the manifest of one attempt is ever
  /// here.
  private var manifests: [MapManifest?] = []
  private var expected: Int?
  package private(set) var arrived = 0

  package init(partitions: Int) { self.partitions = partitions }

  package var isOpen: Bool { expected == arrived }

  /// The input has ended: so many map tasks will arrive.
  package mutating func inputEnded(tasks: Int) { expected = tasks }

  /// Takes a map task's manifest.
  /// - Throws: `internal` if the manifest does not describe this job's partitions. Nothing is
  ///   taken then.
  /// - Returns: false if the task had arrived before; the manifest is not taken.
  package mutating func arrive(_ manifest: MapManifest) throws(MRError) -> Bool {
    try manifest.validate(partitions: partitions)
    while manifests.count <= manifest.task { manifests.append(nil) }
    guard manifests[manifest.task] == nil else { return false }
    manifests[manifest.task] = manifest
    arrived += 1
    return true
  }

  /// The output of a map task is lost: the barrier is closed until the task arrives again.
  /// - Returns: what the task had left in the store, or nil if it had not arrived.
  package mutating func withdraw(task: Int) -> MapManifest? {
    guard manifests.indices.contains(task), let manifest = manifests[task] else { return nil }
    manifests[task] = nil
    arrived -= 1
    return manifest
  }

  /// The manifest that stands for a map task.
  package func manifest(of task: Int) -> MapManifest? {
    manifests.indices.contains(task) ? manifests[task] : nil
  }

  /// The reduce task of a partition: its segments by map task and run, which is the order of the
  /// input, without the empty ones.
  /// - Complexity: O(runs of the job)
  package func reduceTask(partition: Int) -> ReduceTask {
    var segments: [Segment] = []
    for case .some(let manifest) in manifests {
      for run in manifest.runs {
        let offset = run.offsets[partition]
        let length = run.offsets[partition + 1] - offset
        guard length > 0 else { continue }
        segments.append(
          Segment(
            mapTask: manifest.task, mapAttempt: manifest.attempt, offset: offset, length: length,
            records: run.records[partition]))
      }
    }
    return ReduceTask(partition: partition, segments: segments)
  }

  /// What is there for all reduce tasks together.
  /// - Complexity: O(runs of the job)
  package var totals: (bytes: Int, records: Int) {
    manifests.reduce((0, 0)) { sum, manifest in
      (sum.0 + (manifest?.bytes ?? 0), sum.1 + (manifest?.records ?? 0))
    }
  }

  /// Takes every manifest out, in the order of the tasks. For the end of the job.
  package mutating func removeAll() -> [MapManifest] {
    defer { manifests = [] }
    arrived = 0
    expected = nil
    return manifests.compactMap(\.self)
  }
}
