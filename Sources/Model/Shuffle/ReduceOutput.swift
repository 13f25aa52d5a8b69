/// Where a reduce attempt left its part file.
package enum ReduceOutput: Sendable, Hashable {
  /// A file under its temporary name in the output directory.
  case file(bytes: Int)
  /// Numbered blocks in the store.
  case blocks(count: Int, bytes: Int)

  /// The size of the part in bytes.
  package var bytes: Int {
    switch self {
    case .file(let bytes), .blocks(_, let bytes): bytes
    }
  }
}
