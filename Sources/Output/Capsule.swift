package import Foundation
package import Model

/// All that it takes to run one record again that was set aside, or the values of one key: the content of
/// a small file beside the list of what was set aside.
package struct Capsule: Codable, Sendable {
  /// Of this form; another one is refused.
  package static let version = 1

  package var capsule = version
  package var plan: JobPlan
  package var kind: String
  package var reason: String
  package var signal: Int?
  /// The file that the record is in, and its number there; nil for a key.
  package var source: InputFile?
  package var number: Int?
  package var partition: Int?
  /// The number of the key in its partition.
  package var group: Int?
  /// The record, or the key with its values, as the plugin is handed them; nil if they were too large to
  /// be kept.
  package var key: Data?
  package var values: [Data]?
  /// Not all values of the key were kept.
  package var isCut = false

  /// - Returns: nil if that is no single record or key.
  init?(_ bad: BadInput, plan: JobPlan, files: [InputFile]) {
    self.plan = plan
    kind = bad.kind.rawValue
    reason = bad.reason
    signal = bad.signal
    switch bad.place {
    case .records(let range):
      // What cannot be opened or read to its end is read again to see why.
      guard files.indices.contains(range.file), range.isSingle || range.isToTheEnd else {
        return nil
      }
      source = files[range.file]
      number = range.numbers.lowerBound
    case .group(let partition, let number, _):
      guard bad.record != nil else { return nil }
      self.partition = partition
      group = number
    }
    if let record = bad.record {
      key = Data(record.key)
      values = record.values.map { Data($0) }
      isCut = record.isCut
    }
  }

  /// - Throws: `invalidArgument` for a file that is no capsule.
  package init(contentsOf path: String) throws(MRError) {
    do {
      let data = try Data(contentsOf: URL(filePath: path))
      self = try JSONDecoder().decode(Self.self, from: data)
    } catch {
      throw MRError(
        .invalidArgument, "\"\(printable(path.utf8))\" cannot be read as a capsule",
        cause: error is DecodingError
          ? "its content is another" : (error as NSError).localizedDescription,
        remedy: "Capsules lie in the directory \(ResultMark.bad) of a job's output.")
    }
    guard capsule == Self.version else {
      throw MRError(
        .invalidArgument, "the capsule has version \(capsule), and this mr knows \(Self.version)",
        remedy: "Use the mr that wrote it.")
    }
  }
}
