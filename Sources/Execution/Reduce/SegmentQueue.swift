import BlockStore
import Model
import Records

/// The segments of a reduce task, over one fetcher. The first blocks of the next few segments are
/// on their way while a segment is begun.
final class SegmentQueue {
  let fetcher: BlockFetcher
  private(set) var readers: [SegmentReader] = []
  /// Map attempts of which a block was found missing or damaged.
  private(set) var lost: [MapOutput] = []
  private let key: (_ segment: Segment, _ block: Int) -> String
  private var requested = 0
  private static let lookAhead = 8

  init(
    _ segments: [Segment], store: any BlockStore,
    key: @escaping (_ segment: Segment, _ block: Int) -> String
  ) {
    self.key = key
    let long = segments.count { BlockLayout.blocks(of: $0).count > 1 }
    fetcher = BlockFetcher(store: store, depth: Self.lookAhead + 2 * long + 1)
    readers = segments.map { SegmentReader($0, queue: self) }
    for _ in 0..<Self.lookAhead { advance() }
  }

  func key(_ segment: Segment, block: Int) -> String { key(segment, block) }

  /// Asks for the first block of one more segment.
  func advance() {
    guard requested < readers.count else { return }
    readers[requested].request()
    requested += 1
  }

  func lost(_ segment: Segment, _ reason: String) -> MRError {
    lost.append(MapOutput(task: segment.mapTask, attempt: segment.mapAttempt))
    return MRError(
      .blockLost, "output of map task \(segment.mapTask) is lost from the store", cause: reason)
  }

  func close() { fetcher.close() }
}

extension BlockLayout {
  /// The blocks of a map attempt's stream that a segment lies in.
  static func blocks(of segment: Segment) -> ClosedRange<Int> {
    segment.offset / payloadCapacity...(segment.offset + segment.length - 1) / payloadCapacity
  }
}
