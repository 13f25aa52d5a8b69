import BlockStore
import Model

/// Reproducible bytes that differ from seed to seed.
func pattern(_ seed: Int, count: Int) -> [UInt8] {
  var state = UInt64(truncatingIfNeeded: seed) &* 0x9e37_79b9_7f4a_7c15 | 1
  var words = [UInt64](repeating: 0, count: count / 8 + 1)
  for index in words.indices {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    words[index] = state
  }
  return words.withUnsafeBytes { Array($0.prefix(count)) }
}

extension BlockStoreConnection {
  func set(_ key: String, _ value: [UInt8], isCancelled: () -> Bool = { false }) throws(MRError) {
    let outcome = value.withUnsafeBytes { bytes in
      Result { () throws(MRError) in try set(key, bytes, isCancelled: isCancelled) }
    }
    try outcome.get()
  }

  /// The values by the keys' indices.
  func values(_ keys: [String]) throws(MRError) -> [Int: [UInt8]] {
    var values: [Int: [UInt8]] = [:]
    try get(keys) { (index, value) throws(MRError) in values[index] = Array(value) }
    return values
  }
}
