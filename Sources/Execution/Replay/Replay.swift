import CMapReduce
import Foundation
package import Model
package import Output
import PluginHost

/// Runs one record, or one key with its values, that was set aside, in this process. Blocks.
package struct Replay {
  private let capsule: Capsule
  private let job: LoadedJob
  private let host: ReplayHost

  /// - Parameters:
  ///   - output: Is told each record that the plugin emits, as a line of text.
  ///   - beforeCall: Is called right before the plugin's function is called with what failed.
  package init(
    _ capsule: Capsule, _ job: LoadedJob, output: @escaping (String) -> Void,
    beforeCall: @escaping () -> Void
  ) {
    self.capsule = capsule
    self.job = job
    host = ReplayHost(
      keyType: job.keyType,
      valueType: capsule.group == nil ? job.valueType : job.resultType, output: output,
      beforeCall: beforeCall)
  }

  /// The plugin's function that is called; nil for functions that have no table.
  package var function: UnsafeRawPointer? {
    let table = job.job.table
    return capsule.group == nil
      ? unsafeBitCast(table.map, to: UnsafeRawPointer?.self)
      : unsafeBitCast(table.reduce, to: UnsafeRawPointer?.self)
  }

  /// - Returns: Whether the record was found and the plugin's function has returned `MR_OK`.
  /// - Throws: what the plugin's function, or the input format's, says.
  package func run() throws(MRError) -> Bool {
    let context = job.context(host)
    let instance = try JobInstance(job.job, context: context)
    defer { instance.destroy() }
    if capsule.group != nil { return try reduce(instance) }
    guard let source = capsule.source, let number = capsule.number else { return false }
    if let key = capsule.key, let value = capsule.values?.first {
      return try map(instance, source, number, Array(key), Array(value))
    }
    return try read(source, number, instance)
  }

  private func map(
    _ instance: JobInstance, _ source: InputFile, _ number: Int, _ key: [UInt8], _ value: [UInt8]
  ) throws(MRError) -> Bool {
    let bytes = StableBytes()
    defer { withExtendedLifetime(bytes) {} }
    var record = mr_record(key: bytes.add(key), value: bytes.add(value))
    host.beforeCall()
    try instance.map(
      SourceStorage(source, recordName: job.recordName), &record, 1, firstRecord: number)
    return true
  }

  private func reduce(_ instance: JobInstance) throws(MRError) -> Bool {
    let bytes = StableBytes()
    defer { withExtendedLifetime(bytes) {} }
    let values = (capsule.values ?? []).map { bytes.add($0) }
    host.beforeCall()
    try instance.reduce(bytes.add(capsule.key ?? .init()), CopiedValues(values))
    return true
  }

  /// Reads the file up to the record, and maps that one only.
  private func read(
    _ source: InputFile, _ number: Int, _ instance: JobInstance
  ) throws(MRError) -> Bool {
    let mapper = ReplayMapper(instance, job: job, number: number, host: host)
    var care = TaskCare()
    care.suspected = [RecordRange(file: 0, numbers: number...number)]
    let feed = SpanFeed(
      job, collector: mapper, monitor: AttemptMonitor(), note: try CrashNote(path: nil), care: care,
      bad: BadRecords(.fail, recordName: job.recordName))
    try feed.feed(FileChunks([source], format: job.plan.format))
    return mapper.isFound
  }
}
