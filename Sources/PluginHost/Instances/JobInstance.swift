package import CMapReduce
package import Model

/// A plugin's job at work on one task attempt, from create to destroy. Belongs to the thread of its
/// context.
///
/// Every call throws what the host's services threw, if they did, or else what the plugin's status
/// says: `plugin` for `MR_RETRY`, `pluginFatal` for `MR_FATAL` and for broken rules, `cancelled`.
/// After that the instance is only to be destroyed.
package final class JobInstance {
  package let job: PluginJob
  /// What the plugin's create stored.
  package let instance: UnsafeMutableRawPointer?
  private let context: TaskContext
  private let values: ValueReader
  private let table: mr_job
  private var isDestroyed = false

  /// Calls the plugin's create. If it fails, destroy is not called.
  package init(_ job: PluginJob, context: TaskContext) throws(MRError) {
    self.job = job
    self.context = context
    table = job.table
    values = ValueReader(context)
    var instance: UnsafeMutableRawPointer?
    if let makeInstance = job.makeInstance {
      instance = try makeInstance(context)
    } else if let create = job.table.create {
      do throws(MRError) {
        _ = try context.call(Self.callee(job, "create"), .creating) {
          create(context.task, &instance)
        }
      } catch {
        isDestroyed = true
        self.instance = nil
        throw error
      }
    }
    self.instance = instance
  }

  /// Calls the plugin's destroy, the first time. Called at the latest when the instance goes.
  package func destroy() {
    guard !isDestroyed else { return }
    isDestroyed = true
    table.destroy?(instance)
  }

  deinit { destroy() }

  /// Maps records of one file.
  /// - Parameters:
  ///   - firstRecord: number within the file of the first of them, from 1.
  ///   - fileRecords: how many records of the file they are, if several were joined into one.
  package func map(
    _ source: SourceStorage, _ records: UnsafePointer<mr_record>, _ count: Int, firstRecord: Int,
    fileRecords: Int? = nil
  ) throws(MRError) {
    guard let map = table.map else { throw missing("map") }
    let pointer = source.pointer(firstRecord: firstRecord)
    _ = try context.call(
      callee("map"), .emitting,
      at: source.place(firstRecord: firstRecord, count: fileRecords ?? count)
    ) {
      map(instance, context.task, pointer, records, count)
    }
  }

  /// Ends the mapping. To be called after the last map of a map task, also if it had no records.
  package func mapFinish() throws(MRError) {
    guard let finish = table.map_finish else { return }
    _ = try context.call(callee("map_finish"), .emitting) { finish(instance, context.task) }
  }

  /// Combines the values of one key of a run. Only for jobs that have a combine function.
  package func combine(_ key: mr_bytes, _ source: any ValueBatchSource) throws(MRError) {
    guard let combine = table.combine else { throw missing("combine") }
    _ = try context.call(callee("combine"), .emitting, at: place(key)) {
      values.lend(source) { combine(instance, context.task, key, $0) }
    }
  }

  /// Reduces the values of one key. Only for jobs that have a reduce function.
  package func reduce(_ key: mr_bytes, _ source: any ValueBatchSource) throws(MRError) {
    guard let reduce = table.reduce else { throw missing("reduce") }
    _ = try context.call(callee("reduce"), .emitting, at: place(key)) {
      values.lend(source) { reduce(instance, context.task, key, $0) }
    }
  }

  /// Writes for each record the partition that it goes to. Only for jobs that have a partition
  /// function; may be called while map runs, from within `TaskServices.emit`.
  package func partition(
    _ records: UnsafePointer<mr_record>, _ count: Int,
    into partitions: UnsafeMutablePointer<UInt32>
  ) throws(MRError) {
    guard let partition = table.partition else { throw missing("partition") }
    // What the plugin leaves out is to be noticed.
    partitions.update(repeating: .max, count: count)
    _ = try context.call(callee("partition"), .silent) {
      partition(instance, context.task, records, count, partitions)
    }
    for index in 0..<count where partitions[index] >= context.task.pointee.partitions {
      throw MRError(
        .pluginFatal,
        "\(callee("partition")) sent key \(records[index].key.key(job.description.keyType))"
          + " to partition \(partitions[index])",
        cause: "partitions are numbered from 0 to \(context.partitions - 1)",
        remedy: "Write a number below task->partitions for each record.")
    }
  }

  /// The plugin's order of keys, to be called with `instance`; nil for the order of the key type.
  package var compare: (@convention(c) (UnsafeMutableRawPointer?, mr_bytes, mr_bytes) -> Int32)? {
    table.compare
  }

  private func place(_ key: mr_bytes) -> String { "at key \(key.key(job.description.keyType))" }

  private func callee(_ function: StaticString) -> Callee { Self.callee(job, function) }

  private static func callee(_ job: PluginJob, _ function: StaticString) -> Callee {
    Callee(plugin: job.plugin, table: "job \"\(job.description.name)\"", function: function)
  }

  private func missing(_ function: StaticString) -> MRError {
    MRError(.internal, "\(callee(function)) does not exist and was called")
  }
}
