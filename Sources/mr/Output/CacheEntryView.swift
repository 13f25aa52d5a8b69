import Cache
import Model

/// What is kept, as `--json` shows it. Field names are part of the interface.
struct CacheEntryView: Encodable {
  /// `records` of a document, what a `map` task left, or `digests` of a layout's files.
  var kind: String
  /// A map task's first file; a layout.
  var document: String
  /// The job, of a map task.
  var format: String
  /// Which share of the document's records it is, from 0, and of how many; of others, the number of files.
  var share: Int
  var shares: Int
  var records: Int
  /// The size of the document, uncompressed, and the room that the entry takes on disk, in bytes.
  var documentBytes: Int
  var roomBytes: Int
  var used: String?

  init(_ entry: CacheContent.Entry) {
    let known = entry.description
    kind = known.kind.rawValue
    document = known.path.description
    format = known.format
    (share, shares, records) = (known.share, known.shares, known.records)
    documentBytes = known.documentSize
    roomBytes = entry.room
    used = Timestamp.utc(entry.used)
  }
}
