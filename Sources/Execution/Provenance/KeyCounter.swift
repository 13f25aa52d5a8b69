import CMapReduce
import Glibc
import Input
import Model
import PluginHost

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
    readerContext = newContext
    mapping = try begin()
  }

  private var newContext: TaskContext {
    TaskContext(
      services: self, partitions: job.plan.partitions, parameters: job.plan.parameters)
  }

  private func begin() throws(MRError) -> Mapping {
    let context = newContext
    return Mapping(context: context, instance: try JobInstance(job.job, context: context))
  }

  func destroy() {
    mapping?.instance.destroy()
    locating?.instance.destroy()
  }

  var isSated: Bool { false }
  func countInput(bytes: Int) {}
  func countSkipped(records: Int) {}
  func countDocument(isKept: Bool) {}

  func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ batch: ReaderBatch
  ) throws(MRError) {
    let count = try hits(mapping, source, records, batch)
    guard count > 0 else { return }
    trace.count += count
    if batch.fileRecords == 1 { return add(batch.firstRecord, count) }
    if locating == nil { locating = try begin() }
    var number = batch.firstRecord
    for index in 0..<batch.count where trace.places.count < KeyTrace.mostPlaces {
      if batch.fileRecords > batch.count {
        try forEachLine(of: records[index]) { (line) throws(MRError) in
          try locate(source, line, number)
          number += 1
        }
      } else {
        try locate(source, records[index], number)
        number += 1
      }
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
    if memcmp(data, key, bytes.size) == 0 { return true }
    // 0 and -0 are the same key.
    return job.keyType == .float64
      && data.loadUnaligned(as: Double.self)
        == key.withUnsafeBytes { $0.loadUnaligned(as: Double.self) }
  }
}
