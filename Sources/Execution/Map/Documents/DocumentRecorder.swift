import Cache
import CMapReduce
import Model
import PluginHost

/// Keeps what an input format reads, share by share. What it does beside that is kept as well, to be
/// done again with the records; a document with something that cannot be done again is not kept.
final class DocumentRecorder: ReadingWitness {
  private let cache: CacheSession
  /// The parameters that the records may depend on; nil for all.
  private let parameters: Set<String>?
  private let identity: DocumentIdentity
  private let description: EntryDescription
  private var writer: EntryWriter?
  /// The parameters that were asked for, for the share.
  private var asked: Set<String> = []
  /// Whether attributes were set for the batch that was read last, and for the next one.
  private var hasAttributes = false
  private var isSetting = false

  /// - Parameter description: of the document's first share.
  init(
    _ cache: CacheSession, _ parameters: Set<String>?, _ identity: DocumentIdentity,
    _ description: EntryDescription
  ) {
    self.cache = cache
    self.parameters = parameters
    self.identity = identity
    self.description = description
  }

  func began(share: Int) {
    asked = []
    (hasAttributes, isSetting) = (false, false)
    var description = description
    description.share = share
    writer = cache.writer(identity.key(share: share, of: description.shares), description)
  }

  func set(_ attribute: mr_bytes, to value: mr_bytes, for scope: FormatAttribute.Scope) {
    if scope == .batch, !isSetting {
      writer?.addBoundary()
      isSetting = true
    }
    writer?.addAttribute(attribute, value, isOfAll: scope == .share)
  }

  func read(_ records: UnsafePointer<mr_record>, _ batch: RecordBatch) {
    if hasAttributes, !isSetting { writer?.addBoundary() }
    hasAttributes = isSetting
    isSetting = false
    writer?.add(records, batch.count, firstNumber: batch.firstRecord)
  }

  func logged(_ severity: LogSeverity, _ text: String) {
    writer?.addLog(severity: severity.rawValue, text)
  }

  func counted(_ name: String, _ amount: Int64) { writer?.addCount(name, amount) }

  func asked(_ parameter: mr_bytes) {
    let bytes = UnsafeRawBufferPointer(start: parameter.data, count: parameter.size)
    let name = String(decoding: bytes, as: UTF8.self)
    // One that the format does not declare is not part of the key.
    guard parameters?.contains(name) ?? true else {
      writer?.giveUp()
      return
    }
    if asked.insert(name).inserted { writer?.addAsked(name) }
  }

  /// Why it cannot be read is to be found out each time.
  func leftOut(record: Int) { writer?.giveUp() }

  func ended(share: Int) {
    writer?.publish(
      files: LoadedFiles.filesOfFormats.map { CodeFile(path: $0.path, identity: $0.identity) })
    writer = nil
  }
}
