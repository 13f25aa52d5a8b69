import Records
import Synchronization

/// The blocks of map output that this process has read last, verified. Where a job has many partitions, the
/// segments of neighbouring ones lie in one block: without these, every reduce attempt would fetch the same
/// blocks again for a few bytes of each.
///
/// For a process whose jobs never use a block's key again, as a worker's: what was right stays right.
package final class RecentBlocks: Sendable {
  private struct State {
    var blocks: [String: BlockBuffer] = [:]
    /// Keys, the one that was added first before the others.
    var order: [String] = []
  }
  private let state = Mutex(State())
  /// Half a megabyte each.
  static let most = 24
  /// A segment that takes more of its block has few neighbours in it.
  static let longestSegment = BlockLayout.payloadCapacity / 4

  package init() {}

  /// Whether the next attempts will read the same blocks, and all of them can be kept till then.
  static func areUseful(for segments: [MergeSegment]) -> Bool {
    segments.count <= most && segments.allSatisfy { !$0.isLong && $0.length <= longestSegment }
  }

  /// A block that nobody changes any more.
  func block(_ key: String) -> BlockBuffer? { state.withLock { $0.blocks[key] } }

  func removeAll() { state.withLock { $0 = State() } }

  /// Takes a block over.
  func add(_ block: BlockBuffer, _ key: String) {
    state.withLock { state in
      guard state.blocks.updateValue(block, forKey: key) == nil else { return }
      state.order.append(key)
      if state.order.count > Self.most { state.blocks[state.order.removeFirst()] = nil }
    }
  }
}
