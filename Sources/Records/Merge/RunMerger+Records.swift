package import CMapReduce
internal import Model

extension RunMerger {
  /// Reads records in order, without grouping them. Not to be mixed with groups.
  /// - Parameter capacity: at least 1.
  /// - Returns: how many were written to `target`, keys in the plugin's form; 0 at the end. They
  ///   are valid until the next call.
  package func records(
    into target: UnsafeMutablePointer<mr_record>, capacity: Int
  ) throws -> Int {
    guard try prepare() else { return 0 }
    let words = try plainKeys.reserve(keyType.isNumeric ? capacity * 8 : 0)
      .assumingMemoryBound(to: UInt64.self)
    var size = 0
    while size < capacity, !winner.pointee.isAtEnd {
      var record = mr_record(key: winner.pointee.key, value: winner.pointee.value)
      if keyType.isNumeric {
        words[size] = keyType.denormalize(UInt64(bigEndian: record.key.bits))
        record.key.data = UnsafeRawPointer(words + size)
      }
      target[size] = record
      size &+= 1
      if try !step(lends: true) { break }
    }
    return size
  }
}
