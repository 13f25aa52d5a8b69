/// Where a reduce attempt left its part file.
package enum ReduceOutput: Sendable, Hashable {
  /// Under its temporary name in the output directory.
  case file(bytes: Int)
  /// In the store, as numbered blocks.
  case blocks(count: Int, bytes: Int)

  /// Of the part.
  package var bytes: Int {
    switch self {
    case .file(let bytes), .blocks(_, let bytes): bytes
    }
  }
}
