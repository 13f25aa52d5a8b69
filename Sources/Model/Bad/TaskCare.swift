/// What an attempt is to be careful with, as earlier attempts at the task have taught.
package struct TaskCare: Sendable, Hashable, Codable {
  /// Not to be worked on: they are set aside.
  package var skipped: [RecordRange] = []
  /// To be handed to the plugin one at a time: an attempt ended at one of them, and it is not known at
  /// which.
  package var suspected: [RecordRange] = []
  package init() {}

  package var isEmpty: Bool { skipped.isEmpty && suspected.isEmpty }
}
