import ArgumentParser
import Model

/// In which order records of a result are shown, and how many of them.
struct ResultOrder {
  enum Field: String, ExpressibleByArgument, CaseIterable { case key, value }

  /// nil: the largest values first.
  let field: Field?
  /// Only those with the largest values.
  let top: Int?
  /// Memory for records that are sorted, in bytes.
  private static let memory = 4 << 30

  /// - Throws: `output` if the parts cannot be read, or are too large.
  func records(of parts: ResultParts) throws(MRError) -> [ResultRecord] {
    var kept: [Ranked] = []
    var size = 0
    var lines = ResultLines(parts.paths)
    while let line = try lines.next() {
      let entry = Ranked(ResultRecord(line))
      kept.append(entry)
      size += entry.record.size
      if let top, kept.count >= 2 * max(top, 1000) {
        keepTop(top, &kept)
        size = kept.reduce(0) { $0 + $1.record.size }
      }
      guard size <= Self.memory else {
        throw MRError(
          .output, "the result is too large to be sorted in memory",
          cause: "its records take more than \(Units.bytes(UInt64(Self.memory)))",
          remedy: "Sort the parts with sort(1).")
      }
    }
    if let top { keepTop(top, &kept) }
    switch field {
    case .key: kept.sort { ($0.key, $0.record.text) < ($1.key, $1.record.text) }
    case .value: kept.sort { ($0.value, $0.key) < ($1.value, $1.key) }
    case nil: break
    }
    return kept.map(\.record)
  }

  private struct Ranked {
    let record: ResultRecord
    let key: SortValue
    let value: SortValue

    init(_ record: ResultRecord) {
      self.record = record
      key = SortValue(record.key)
      value = SortValue(record.value ?? [])
    }
  }

  /// The largest values first; of equal ones, by the key.
  private func keepTop(_ top: Int, _ records: inout [Ranked]) {
    records.sort { $0.value == $1.value ? $0.key < $1.key : $0.value > $1.value }
    records.removeLast(max(0, records.count - top))
  }
}

extension ResultRecord {
  fileprivate var text: SortValue { .text(value ?? []) }
}
