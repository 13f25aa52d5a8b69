import CMapReduce
import Cache
import Model
import PluginHost

/// Reads the shares of a document that the cache has from there, and keeps what it reads of the others.
final class KeptDocument: DocumentReader {
  private let piece: SpanFeed.Piece
  private let format: PluginFormat
  private let context: TaskContext
  private let kept: KeptRecords
  private let cache: CacheSession
  private let collector: any RecordMapper
  private let identity: DocumentIdentity
  /// The share that is read, or will be next.
  private var share: Int
  private(set) var lastRecord = 0
  /// The share of the cache that was begun last.
  private var began = -1
  /// The next share that the cache has.
  private var found: (share: Int, entry: EntryReader)?
  /// The plugin's reader, and the first share that it reads.
  private var plugin: (reader: FormatReader, first: Int)?

  init(
    _ piece: SpanFeed.Piece, _ format: PluginFormat, _ context: TaskContext, _ kept: KeptRecords,
    _ cache: CacheSession, _ collector: any RecordMapper
  ) throws(MRError) {
    self.piece = piece
    self.format = format
    self.context = context
    self.kept = kept
    self.cache = cache
    self.collector = collector
    share = piece.shares.lowerBound
    piece.source.declare(format.description.attributes)
    identity = DocumentIdentity(
      piece.file, content: piece.content, format: kept.format, cache.secret)
    look()
    let isKept = found?.share == share
    if !isKept { try openPlugin() }
    // A document of which several tasks read shares counts once.
    if share == 0 { collector.countDocument(isKept: isKept) }
  }

  var sharesRead: Int { share - piece.shares.lowerBound }

  func next(into records: UnsafeMutablePointer<mr_record>, capacity: Int) throws(MRError)
    -> RecordBatch?
  {
    while share < piece.shares.upperBound {
      let batch: RecordBatch?
      if let plugin {
        batch = try plugin.reader.next(into: records, capacity: capacity)
        share = plugin.first + plugin.reader.sharesRead
        if batch == nil { close() }
      } else if let found, found.share == share {
        if began != share { begin(share) }
        batch = try next(of: found.entry, into: records, capacity)
        if batch == nil {
          share += 1
          look()
        }
      } else {
        try openPlugin()
        continue
      }
      if let batch {
        lastRecord = batch.firstRecord + batch.count - 1
        return batch
      }
    }
    return nil
  }

  func close() {
    plugin?.reader.close()
    plugin = nil
  }

  /// Looks for the next share that the cache has.
  private func look() {
    found = nil
    for share in share..<piece.shares.upperBound {
      let key = identity.key(share: share, of: piece.count)
      if let entry = cache.find(key) {
        found = (share, entry)
        return
      }
    }
  }

  /// Opens the shares up to the next one that the cache has.
  private func openPlugin() throws(MRError) {
    let end = found?.share ?? piece.shares.upperBound
    let description = EntryDescription(
      path: piece.file.path, format: format.description.name, share: share, shares: piece.count,
      documentSize: piece.content.count)
    let reader = try FormatReader(
      opening: format, source: piece.source, content: piece.content, shares: share..<end,
      of: piece.count, context: context,
      witness: DocumentRecorder(cache, kept.parameters, identity, description))
    plugin = (reader, share)
  }

  /// What was set for another share does not count any more.
  private func begin(_ share: Int) {
    began = share
    piece.source.clear(.share)
    piece.source.clear(.batch)
  }

  private func next(
    of entry: EntryReader, into records: UnsafeMutablePointer<mr_record>, _ capacity: Int
  ) throws(MRError) -> RecordBatch? {
    do throws(EntryDamage) {
      let batch = try entry.next(into: records, capacity: capacity, other: doAgain)
      return batch.map { RecordBatch(count: $0.count, firstRecord: $0.first) }
    } catch {
      // It was right when it was opened, and records of it are mapped: another attempt reads it anew.
      cache.remove(identity.key(share: share, of: piece.count))
      throw MRError(
        .internal, "the records kept of \(piece.file.path) changed while they were read",
        cause: "\(error.reason)")
    }
  }

  /// What the format did beside giving records.
  private func doAgain(_ item: KeptItem) {
    switch item {
    case .log(let severity, let text):
      collector.log(LogSeverity(rawValue: severity) ?? .error, text)
    case .count(let name, let amount): collector.count(name, amount)
    case .asked(let parameter): context.ask(parameter)
    case .boundary: piece.source.clear(.batch)
    case .attribute(let name, let value, let isOfAll):
      _ = piece.source.set(name, to: value, for: isOfAll ? .share : .batch)
    case .record, .number: break
    }
  }
}
