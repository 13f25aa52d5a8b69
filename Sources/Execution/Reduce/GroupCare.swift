import CMapReduce
import Model
import PluginHost

/// Which groups of a partition are left out, and which fail. Groups have numbers from 1, in the order of
/// their keys, which is the same for every attempt.
final class GroupCare {
  let bad: BadRecords
  private let partition: Int
  private let care: FileCare
  private let note: CrashNote
  private var number = 0

  init(_ partition: Int, care: TaskCare, bad: BadRecords, note: CrashNote) {
    self.partition = partition
    self.care = FileCare(care, file: 0)
    self.bad = bad
    self.note = note
  }

  /// The next group is to be reduced.
  /// - Returns: False if it is left out.
  func begins() -> Bool {
    number += 1
    if case .skip = care.step(at: number) { return false }
    note.write(.reducing, RecordRange(file: 0, numbers: number...number))
    return true
  }

  /// Leaves the group out.
  /// - Parameter text: The key as it is printed.
  func leave(_ key: mr_bytes, _ values: any ValueBatchSource, _ text: [UInt8]) throws(MRError) {
    try bad.leave(
      BadInput(place(text), .failed, "", record: try bad.content(of: key, values)))
  }

  /// The group's reduce has failed.
  /// - Returns: Whether the attempt is to go on, for the sake of what else is bad.
  func failed(_ error: MRError, at key: () -> [UInt8]) throws(MRError) -> Bool {
    guard bad.takes(error) else { return false }
    bad.fail(error)
    if error.code == .plugin {
      bad.doubt(RecordRange(file: 0, numbers: number...number))
    } else {
      bad.find(BadInput(place(key()), .failed, error.line))
    }
    return !bad.isEnough
  }

  private func place(_ key: [UInt8]) -> BadInput.Place {
    .group(partition: partition, number: number, key: key)
  }
}
