package import Model
package import PluginHost
import Records

/// A job's plugins, loaded into this process.
package struct LoadedJob: Sendable {
  package private(set) var plan: JobPlan
  let job: PluginJob
  /// Set when the input format is a plugin's.
  let format: PluginFormat?
  let combiner: StockCombiner?
  /// Of the keys, if they are what partitions are made of.
  private(set) var ranges: KeyRanges?

  /// - Parameters:
  ///   - load: Loads a plugin, whose digest it has checked.
  ///   - library: Opens a library of plain functions, in the same way.
  package init(
    _ plan: JobPlan, load: (PluginFile) throws(MRError) -> Plugin,
    library: (PluginFile) throws(MRError) -> FunctionLibrary = { (file) throws(MRError) in
      try FunctionLibrary.load(path: file.path, copy: file.copy)
    }
  ) throws(MRError) {
    self.plan = plan
    if case .plugin(let file, let name, _) = plan.format {
      format = try load(file).format(name)
    } else {
      format = nil
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
    combiner = job.description.combiner
    try setSplitPoints(plan.splitPoints)
  }

  /// - Parameter points: What `KeySampler` found.
  package mutating func setSplitPoints(_ points: [[UInt8]]) throws(MRError) {
    plan.splitPoints = points
    guard job.description.partitioner == .range else { return }
    do throws(RecordError) {
      ranges = try KeyRanges(points)
    } catch {
      throw MRError(.internal, "the job plan's split points are damaged", cause: "\(error)")
    }
  }

  /// Whether a sample has to tell where the partitions begin.
  var needsSplitPoints: Bool {
    job.description.partitioner == .range && plan.partitions > 1
  }

  var keyType: ValueType { job.description.keyType }
  var valueType: ValueType { job.description.valueType }
  var resultType: ValueType { job.description.resultType }

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

  /// Of the values between map and reduce.
  var shuffleType: ValueType { mapCombiner?.resultType(valueType) ?? valueType }
}

extension JobInstance {
  var comparator: KeyComparator? {
    compare.map { KeyComparator(context: instance, function: $0) }
  }
}
