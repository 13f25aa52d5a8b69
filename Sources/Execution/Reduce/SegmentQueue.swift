import Blocks
import BlockStore
import Model
import Records

/// The segments of a merge, over one fetcher. The first blocks of the next few segments are on
/// their way while a segment is begun.
final class SegmentQueue {
  let fetcher: BlockFetcher
  /// Where blocks are kept for the next attempts; nil if they will not need these.
  let recent: RecentBlocks?
  private(set) var readers: [SegmentReader] = []
  /// Map attempts of which a block was found missing or damaged.
  private(set) var lost: [MapOutputID] = []
  private var requested = 0
  private static let lookAhead = 8

  /// - Parameter recent: Those of this process, if it keeps any.
  init(_ segments: [MergeSegment], store: any BlockStore, recent: RecentBlocks?) {
    let long = segments.count(where: \.isLong)
    fetcher = BlockFetcher(store: store, depth: Self.lookAhead + 2 * long + 1)
    let isUseful = RecentBlocks.areUseful(for: segments)
    self.recent = isUseful ? recent : nil
    // What they take is the merge's.
    if !isUseful { recent?.removeAll() }
    readers = segments.map { SegmentReader($0, queue: self) }
    for _ in 0..<Self.lookAhead { advance() }
  }

  /// Asks for the first block of one more segment.
  func advance() {
    guard requested < readers.count else { return }
    readers[requested].request()
    requested += 1
  }

  func lost(_ segment: MergeSegment, _ reason: String) -> MRError {
    guard let owner = segment.owner else {
      return MRError(.store, "what the attempt merged is lost from the store", cause: reason)
    }
    lost.append(owner)
    return MRError(
      .blockLost, "output of map task \(owner.task) is lost from the store", cause: reason)
  }

  func close() { fetcher.close() }
}
