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
  /// What is left out of the sample.
  package var care: TaskCare

  package init(plan: JobPlan, sample: InputSample, note: String, care: TaskCare) {
    self.care = care
    self.plan = plan
    self.sample = sample
    self.note = note
  }
}
