import CMapReduce
import Glibc
import Input
import Model
import PluginHost
import Records

/// Runs the job's map over the records of a file and counts those that it emits with a key.
final class KeyCounter: AttemptServices, RecordMapper {
  private(set) var trace = KeyTrace()
  private let job: LoadedJob
  private let key: [UInt8]
  private(set) var readerContext: TaskContext?
  private var mapping: Mapping?
  /// Maps records again, one by one, when a batch has shown that the key is among what comes of it. What the
  /// job keeps until its end is kept by the other instance.
  private var locating: Mapping?
  /// How often the key came in the call at hand.
  private var hits = 0

  private struct Mapping {
    var context: TaskContext
    var instance: JobInstance
  }

  init(_ job: LoadedJob, key: [UInt8], monitor: AttemptMonitor) throws(MRError) {
    self.job = job
    self.key = key
    super.init(monitor: monitor)
    readerContext = job.context(self)
    mapping = try begin()
  }

  private func begin() throws(MRError) -> Mapping {
    let context = job.context(self)
    return Mapping(context: context, instance: try JobInstance(job.job, context: context))
  }

  func destroy() {
    mapping?.instance.destroy()
    locating?.instance.destroy()
  }

  var isSated: Bool { false }

  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError) {
    let count = try hits(mapping, source, records, batch)
    guard count > 0 else { return }
    trace.count += count
    if batch.fileRecords == 1 { return add(batch.firstRecord, count) }
    if locating == nil { locating = try begin() }
    try forEachRecord(of: records, batch) { (record, number) throws(MRError) in
      if trace.places.count < KeyTrace.mostPlaces { try locate(source, record, number) }
    }
  }

  private func locate(
    _ source: SourceStorage, _ record: mr_record, _ number: Int
  ) throws(MRError) {
    var record = record
    add(number, try hits(locating, source, &record, ReaderBatch(count: 1, firstRecord: number)))
  }

  private func add(_ number: Int, _ count: Int) {
    guard count > 0, trace.places.count < KeyTrace.mostPlaces else { return }
    trace.places.append(KeyTrace.Place(record: number, count: count))
  }

  private func hits(
    _ mapping: Mapping?, _ source: SourceStorage, _ records: UnsafePointer<mr_record>,
    _ batch: ReaderBatch
  ) throws(MRError) -> Int {
    hits = 0
    try mapping?.instance.map(
      source, records, batch.count, firstRecord: batch.firstRecord, fileRecords: batch.fileRecords)
    return hits
  }

  func beginSearch() throws(MRError) {
    mapping?.instance.destroy()
    mapping = try begin()
  }

  /// What a job emits at its end comes from the file, and nobody knows from which of its records.
  func finish() throws(MRError) {
    hits = 0
    try mapping?.instance.mapFinish()
    trace.count += hits
  }

  override func emit(_ records: UnsafePointer<mr_record>, _ count: Int) throws(MRError) {
    monitor.showLife()
    for index in 0..<count where isKey(records[index].key) { hits += 1 }
  }

  private func isKey(_ bytes: mr_bytes) -> Bool {
    guard bytes.size == key.count else { return false }
    guard let data = bytes.data, bytes.size > 0 else { return key.isEmpty }
    guard job.keyType.isNumeric else { return memcmp(data, key, bytes.size) == 0 }
    let number = key.withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
    return bytes.size == MemoryLayout<UInt64>.size
      && job.keyType.normalize(data.loadUnaligned(as: UInt64.self))
        == job.keyType.normalize(number)
  }
}
