/// The host's ways to assign keys to partitions, which a job may name.
package enum PartitionerName: String, Codable, Sendable, CaseIterable {
  case hash, range
}
