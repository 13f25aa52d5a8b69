package import CMapReduce

/// What an input format did while it read, in its order.
package enum KeptItem {
  /// The bytes are borrowed.
  case record(mr_record)
  /// The next record has this number within its file.
  case number(Int)
  /// A line of the user's log.
  case log(severity: UInt32, text: String)
  /// What was set for the records before does not count for those that follow.
  case boundary
  /// A value was set for the records that follow up to a boundary, or for all. The bytes are borrowed.
  case attribute(name: mr_bytes, value: mr_bytes, isOfAll: Bool)
  /// A parameter was asked for.
  case asked(parameter: String)
  /// An amount that was added to a counter.
  case count(name: String, amount: Int64)
}
