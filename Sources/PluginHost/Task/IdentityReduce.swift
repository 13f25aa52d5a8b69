package import CMapReduce

/// A reduce that emits a part of each record as it is, alone. The host does that without calling it.
package enum IdentityReduce: Sendable {
  case keys, values

  /// Makes of each record what reduce would emit.
  package func apply(to records: UnsafeMutablePointer<mr_record>, _ count: Int) {
    for i in 0..<count {
      if self == .values { records[i].key = records[i].value }
      records[i].value = mr_bytes()
    }
  }
}
