internal import CMapReduce

extension RunMerger {
  /// Writes the next records to a run, as they are. Not to be mixed with groups.
  /// - Parameter limit: How many at most.
  /// - Returns: how many; 0 at the end.
  package func copy(_ limit: Int, to writer: RunWriter) throws -> Int {
    guard try prepare() else { return 0 }
    var count = 0
    while count < limit, !winner.pointee.isAtEnd {
      try writer.append(key: winner.pointee.key, value: winner.pointee.value)
      _ = try step(lends: false)
      count += 1
    }
    return count
  }
}
