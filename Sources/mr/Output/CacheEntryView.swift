import Cache
import Model

/// What is kept of a document, as `--json` shows it. Field names are part of the interface.
struct CacheEntryView: Encodable {
  var document: String
  var format: String
  /// Which share of the document's records it is, from 0, and of how many.
  var share: Int
  var shares: Int
  var records: Int
  /// The size of the document, uncompressed, and the room that the entry takes on disk, in bytes.
  var documentBytes: Int
  var roomBytes: Int
  var used: String?

  init(_ entry: CacheContent.Entry) {
    let known = entry.description
    document = known.path.description
    format = known.format
    (share, shares, records) = (known.share, known.shares, known.records)
    documentBytes = known.documentSize
    roomBytes = entry.room
    used = Timestamp.utc(entry.used)
  }
}
