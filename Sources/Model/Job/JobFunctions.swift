/// A job made of plain C functions that know nothing of `mapreduce.h`, each named by its signature:
/// `libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64`.
package struct JobFunctions: Sendable, Hashable, Codable {
  package var map: String
  package var combine: String?
  /// The reduce function; without one the map's records are the result, or what the combiner makes
  /// of them.
  package var reduce: String?
  package var combiner: StockCombiner?

  package init(
    map: String, combine: String? = nil, reduce: String? = nil, combiner: StockCombiner? = nil
  ) {
    self.map = map
    self.combine = combine
    self.reduce = reduce
    self.combiner = combiner
  }
}
