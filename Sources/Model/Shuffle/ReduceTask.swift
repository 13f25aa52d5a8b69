/// A reduce task: the segments of its partition, ordered by map task and run, which is the order
/// of the input.
package struct ReduceTask: Sendable, Hashable {
  package var partition: Int
  package var segments: [Segment]
  package init(partition: Int, segments: [Segment]) {
    self.partition = partition
    self.segments = segments
  }
}
