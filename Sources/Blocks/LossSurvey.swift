package import BlockStore
package import Model
import Records

/// Looks through the blocks of an attempt once one of them was found missing or damaged. When a
/// server was emptied or restarted, everything that is lost is then made again at once, and not one
/// piece an attempt.
package enum LossSurvey {
  /// Blocks looked at in one round trip.
  private static let stride = 8

  /// - Parameter blocks: Each with what has to be made again if one of them is lost.
  /// - Returns: What has to be made again: each once, in the order of the blocks.
  package static func run<Owner: Hashable>(
    _ blocks: [(blocks: StoredBlocks, owner: Owner)], store: any BlockStore
  ) throws(MRError) -> [Owner] {
    let connection = try store.connect()
    var lost: [Owner] = []
    var known: Set<Owner> = []
    var rest = blocks.flatMap { blocks, owner in blocks.keys.map { (key: $0, owner: owner) } }[...]
    while !rest.isEmpty {
      let batch = Array(rest.prefix(stride))
      rest = rest.dropFirst(stride)
      var isGood = [Bool](repeating: false, count: batch.count)
      try connection.get(batch.map(\.key)) { (index, value) throws(MRError) in
        isGood[index] = (try? BlockCodec.verify(value, key: batch[index].key)) != nil
      }
      for (block, isGood) in zip(batch, isGood) where !isGood && known.insert(block.owner).inserted
      {
        lost.append(block.owner)
      }
    }
    return lost
  }
}
