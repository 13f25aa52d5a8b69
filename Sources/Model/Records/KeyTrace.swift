/// What of a file a job's map makes into a key.
package struct KeyTrace: Codable, Sendable, Hashable {
  /// A record of the file.
  package struct Place: Codable, Sendable, Hashable {
    /// Its number within the file, from 1.
    package var record: Int
    /// How many records map makes of it that have the key.
    package var count: Int
    package init(record: Int, count: Int) {
      self.record = record
      self.count = count
    }
  }
  /// The most places that are told of a file.
  package static let mostPlaces = 1000

  /// How many records map makes of the file that have the key.
  package var count = 0
  /// The first records of the file that it makes them of; fewer if it does not say so at once.
  package var places: [Place] = []
  /// Why it is not known of all of the file.
  package var reason: String?

  package init(reason: String? = nil) { self.reason = reason }
}
