package import CMapReduce
package import Model

/// A plugin's input format at work on a file, or on neighbouring shares of it, one after the other.
/// Belongs to the thread of its context. Calls throw as those of `JobInstance` do.
package final class FormatReader {
  /// A share, from the plugin's open to its close.
  private struct OpenShare {
    let reader: UnsafeMutableRawPointer?
    /// What the plugin was handed, kept as it may look at it until close.
    let split: UnsafeMutablePointer<mr_split>
    let skip: UnsafeMutableBufferPointer<mr_record_range>

    func deallocate() {
      split.deallocate()
      skip.deallocate()
    }
  }

  private let format: PluginFormat
  private let source: SourceStorage
  private let context: TaskContext
  private let witness: (any ReadingWitness)?
  private let content: UnsafeRawBufferPointer
  /// How many shares the file's records are dealt into.
  private let shareCount: Int
  /// Shares that are yet to be opened.
  private var shares: Range<Int>
  /// How many shares were read to their end.
  package private(set) var sharesRead = 0
  private var share: OpenShare?
  /// The number of the share that is open.
  private var shareIndex = 0
  /// Number within the file of the last record read; 0 before the first.
  package private(set) var lastRecord = 0
  /// Records that the format is not to read.
  private let unread: [ClosedRange<Int>]

  /// Calls the plugin's open. If it fails, close is not called.
  /// - Parameters:
  ///   - content: the whole file, uncompressed. It has to stay until close.
  ///   - shares: which of the `count` shares of the file's records to read.
  ///   - unread: numbers of records that the format is told not to read, in ascending order.
  ///   - witness: is told what the plugin does.
  package init(
    opening format: PluginFormat, source: SourceStorage, content: UnsafeRawBufferPointer,
    shares: Range<Int> = 0..<1, of count: Int = 1, unread: [ClosedRange<Int>] = [],
    context: TaskContext, witness: (any ReadingWitness)? = nil
  ) throws(MRError) {
    self.unread = unread
    self.format = format
    self.source = source
    self.content = content
    self.context = context
    self.witness = witness
    self.shares = shares
    shareCount = count
    source.declare(format.description.attributes)
    try openNextShare()
  }

  /// Calls the plugin's close, the first time. Called at the latest when the reader goes.
  package func close() {
    guard let share else { return }
    self.share = nil
    format.table.close?(share.reader)
    share.deallocate()
  }

  deinit { close() }

  /// Opens a share before the one that was read is closed, so that the plugin can go on with what
  /// it has parsed of the file.
  private func openNextShare() throws(MRError) {
    guard let index = shares.popFirst() else { return close() }
    shareIndex = index
    witness?.began(share: index)
    let split = UnsafeMutablePointer<mr_split>.allocate(capacity: 1)
    let skip = UnsafeMutableBufferPointer<mr_record_range>.allocate(capacity: unread.count)
    for (index, range) in unread.enumerated() {
      skip.initializeElement(
        at: index,
        to: mr_record_range(
          first: UInt64(range.lowerBound),
          last: range.upperBound == .max ? .max : UInt64(range.upperBound)))
    }
    split.initialize(
      to: mr_split(
        size: MemoryLayout<mr_split>.size, source: source.pointer(firstRecord: 1),
        content: mr_bytes(data: content.baseAddress, size: content.count),
        index: UInt32(clamping: index), count: UInt32(clamping: shareCount),
        skip: UnsafePointer(skip.baseAddress), skip_count: skip.count))
    var reader: UnsafeMutableRawPointer?
    do throws(MRError) {
      guard let open = format.table.open else { throw Self.missing(format, "open") }
      _ = try call("open", .share) { open(context.task, split, &reader) }
    } catch {
      OpenShare(reader: nil, split: split, skip: skip).deallocate()
      throw error
    }
    close()
    share = OpenShare(reader: reader, split: split, skip: skip)
  }

  /// Reads up to `capacity` records, which live until the next call or close.
  /// - Returns: nil when all were read.
  package func next(into records: UnsafeMutablePointer<mr_record>, capacity: Int) throws(MRError)
    -> RecordBatch?
  {
    while let share {
      if let batch = try next(of: share, into: records, capacity: capacity) { return batch }
      sharesRead += 1
      witness?.ended(share: shareIndex)
      try openNextShare()
    }
    return nil
  }

  private func next(
    of share: OpenShare, into records: UnsafeMutablePointer<mr_record>, capacity: Int
  ) throws(MRError) -> RecordBatch? {
    guard let next = format.table.next else { throw Self.missing(format, "next") }
    var count = 0
    var firstRecord: UInt64 = 0
    let status = try call("next", .batch, orStatus: MR_END) {
      next(share.reader, context.task, records, capacity, &count, &firstRecord)
    }
    if let fault = fault(status, records, capacity, count, firstRecord) {
      throw MRError(
        .pluginFatal, "\(Self.callee(format, "next")) broke a rule of mapreduce.h \(place)",
        cause: fault, remedy: "This is a defect of the plugin.")
    }
    guard status == MR_OK else { return nil }
    lastRecord = Int(firstRecord) + count - 1
    let batch = RecordBatch(count: count, firstRecord: Int(firstRecord))
    witness?.read(records, batch)
    return batch
  }

  /// Calls a function of the format. What was set for the scope of its attributes is forgotten before.
  private func call(
    _ function: StaticString, _ scope: FormatAttribute.Scope, orStatus other: mr_status = MR_OK,
    _ body: () -> mr_status
  ) throws(MRError) -> mr_status {
    if !format.description.attributes.isEmpty { source.clear(scope) }
    context.attributeTarget = TaskContext.AttributeTarget(source: source, scope: scope)
    context.witness = witness
    defer {
      context.attributeTarget = nil
      context.witness = nil
    }
    return try context.call(
      Self.callee(format, function), .reading, orStatus: other, at: place, body)
  }

  /// What is wrong with an answer of next.
  private func fault(
    _ status: mr_status, _ records: UnsafePointer<mr_record>, _ capacity: Int, _ count: Int,
    _ firstRecord: UInt64
  ) -> String? {
    let unsigned = UInt(bitPattern: count)
    if status == MR_END { return count == 0 ? nil : "MR_END came with \(unsigned) records" }
    if count == 0 { return "MR_OK came without records" }
    if unsigned > UInt(capacity) { return "it gave \(unsigned) records for \(capacity)" }
    guard firstRecord >= 1, firstRecord <= UInt64(Int64.max / 2) else {
      return "the first record has the number \(firstRecord)"
    }
    if RecordCheck.hasNull(records, count) {
      return "a key or value is NULL and its size is not 0"
    }
    if let index = RecordCheck.indexOfBadNumber(
      records, count, format.description.keyType, format.description.valueType)
    {
      return "a number of record \(Int(firstRecord) + index) is not 8 bytes long"
    }
    return nil
  }

  private var place: String {
    lastRecord == 0
      ? "in \(source.path)"
      : "in \(source.path) after \(format.description.recordName) \(lastRecord)"
  }

  private static func callee(_ format: PluginFormat, _ function: StaticString) -> Callee {
    Callee(
      plugin: format.plugin, table: "input format \"\(format.description.name)\"",
      function: function)
  }

  private static func missing(_ format: PluginFormat, _ function: StaticString) -> MRError {
    MRError(.internal, "\(callee(format, function)) does not exist and was called")
  }
}
