import Cache
package import Model
package import PluginHost
import Records

/// A job's plugins, loaded into this process.
package struct LoadedJob: Sendable {
  package let plan: JobPlan
  let job: PluginJob
  /// The input format, where it is a plugin's.
  let format: PluginFormat?
  /// The ranges of keys that make the partitions of a job which asks for such.
  let ranges: KeyRanges?
  /// What the cache has of documents; nil without one, and for formats that are no plugin's.
  let kept: KeptRecords?

  var combiner: StockCombiner? { job.description.combiner }

  /// - Parameters:
  ///   - splitPoints: The bounds of the partitions, where they are ranges of keys.
  ///   - isCaching: Whether to use the cache that the plan names.
  ///   - load: Loads a plugin, whose digest it has checked.
  ///   - library: Opens a library of plain functions, in the same way.
  package init(
    _ plan: JobPlan, splitPoints: [[UInt8]] = [], isCaching: Bool = false,
    load: (PluginFile) throws(MRError) -> Plugin,
    library: (PluginFile) throws(MRError) -> FunctionLibrary = { (file) throws(MRError) in
      try FunctionLibrary.load(path: file.path, copy: file.copy)
    }
  ) throws(MRError) {
    self.plan = plan
    if case .plugin(let file, let name, _) = plan.format {
      let plugin = try load(file)
      let format = try plugin.format(name)
      self.format = format
      kept = (isCaching ? RecordCache.open(plan.cache) : nil).map {
        KeptRecords($0, file, of: plugin, format.description, plan.parameters)
      }
    } else {
      format = nil
      kept = nil
    }
    if let functions = plan.functions {
      let functions = try FunctionJob(functions, input: .init(plan.format, format?.description))
      job = try PluginJob(functions) { (name) throws(MRError) in
        guard let file = plan.libraries[name] else {
          throw MRError(.internal, "the job plan does not have the library \(name)")
        }
        return try library(file)
      }
    } else {
      job = try load(plan.plugin).job(plan.job)
    }
    ranges = try Self.ranges(of: job, splitPoints)
  }

  private init(_ other: LoadedJob, splitPoints: [[UInt8]]) throws(MRError) {
    plan = other.plan
    job = other.job
    format = other.format
    kept = other.kept
    ranges = try Self.ranges(of: job, splitPoints)
  }

  /// The same job with bounds that `KeySampler` found for its partitions.
  package func divided(at splitPoints: [[UInt8]]) throws(MRError) -> LoadedJob {
    try LoadedJob(self, splitPoints: splitPoints)
  }

  private static func ranges(of job: PluginJob, _ splitPoints: [[UInt8]]) throws(MRError)
    -> KeyRanges?
  {
    guard job.description.partitioner == .range else { return nil }
    do throws(RecordError) {
      return try KeyRanges(splitPoints)
    } catch {
      throw MRError(.internal, "the bounds of the job's partitions are damaged", cause: "\(error)")
    }
  }

  /// Whether a sample has to tell where the partitions begin.
  var needsSplitPoints: Bool {
    job.description.partitioner == .range && plan.partitions > 1
  }

  var keyType: ValueType { job.description.keyType }
  var valueType: ValueType { job.description.valueType }
  var resultType: ValueType { job.description.resultType }

  /// What a task's plugin is handed. The services are not retained.
  func context(_ services: any TaskServices) -> TaskContext {
    TaskContext(services: services, partitions: plan.partitions, parameters: plan.parameters)
  }

  /// What a record is called in messages.
  package var recordName: String {
    switch plan.format {
    case .text, .rawText: "line"
    case .whole: "file"
    case .plugin: format?.description.recordName ?? "record"
    }
  }

  /// The combiner as far as mappers may apply it.
  var mapCombiner: StockCombiner? {
    combiner.flatMap { $0.aggregatesInMapper(valueType) ? $0 : nil }
  }

  /// The type of the values between map and reduce.
  var shuffleType: ValueType { mapCombiner?.resultType(valueType) ?? valueType }
}

extension JobInstance {
  var comparator: KeyComparator? {
    compare.map { KeyComparator(context: instance, function: $0) }
  }
}
