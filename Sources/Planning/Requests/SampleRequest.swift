package import FoundationEssentials
package import Input
package import Model

/// Asks for the bounds of a job's partitions, which are ranges of keys: a sample of the input is mapped
/// for them. Who answers it knows how to map.
package struct SampleRequest: ChildRequest {
  /// The bounds, normalised and in ascending order.
  package typealias Answer = [Data]
  package static let name = "sample"

  package var plan: JobPlan
  package var sample: InputSample
  /// A file in which the child notes what it works on: if it crashes, that is known.
  package var note: String
  /// The directory that keeps what it reads of documents; nil for none.
  package var cache: String?
  /// What is left out of the sample.
  package var care: TaskCare

  package var writableFiles: [String] { [note] }
  package var writableDirectories: [String] { cache.map { [$0] } ?? [] }

  package init(plan: JobPlan, sample: InputSample, note: String, cache: String?, care: TaskCare) {
    self.cache = cache
    self.care = care
    self.plan = plan
    self.sample = sample
    self.note = note
  }
}
