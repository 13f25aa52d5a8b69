internal import CMapReduce
internal import Model
internal import PluginHost

/// Runs a job's functions on records and keeps what they emit.
struct JobProbe {
  let job: PluginJob
  let parameters: [String: String]
  static let partitions = 4

  init(_ job: PluginJob, _ parameters: [String: String]) {
    self.job = job
    self.parameters = parameters
  }

  var description: PluginDescription.Job { job.description }

  /// Maps batches with an instance of its own, as a map task does.
  func map(_ batches: [RecordBatchStorage]) throws(MRError) -> [Emission] {
    try map(batches, keeping: nil).get()
  }

  /// What a job made of records, and whether it said why if it refused them.
  enum Answer {
    case emitted([Emission])
    /// The error came with the plugin's own text.
    case refused(MRError)
    /// A broken rule, or an error that says nothing.
    case broken(MRError)

    func get() throws(MRError) -> [Emission] {
      switch self {
      case .emitted(let emissions): return emissions
      case .refused(let error), .broken(let error): throw error
      }
    }
  }

  /// - Parameter keeping: parameters instead of those of the request.
  func map(_ batches: [RecordBatchStorage], keeping parameters: [String: String]?) -> Answer {
    attempt(parameters) { (instance, services) throws(MRError) in
      for batch in batches {
        try instance.map(batch.source, batch.records, batch.count, firstRecord: batch.firstRecord)
      }
      try instance.mapFinish()
      return services.emissions
    }
  }

  /// Reduces groups, one after the other.
  func reduce(_ groups: [Group]) -> Answer {
    attempt(nil) { (instance, services) throws(MRError) in
      for group in groups {
        try withBytes(group.key) { (key) throws(MRError) in
          try instance.reduce(key, ListedValues(group.values))
        }
      }
      return services.emissions
    }
  }

  /// Combines the values of a key. What is emitted has to have the same key.
  func combine(_ key: [UInt8], _ values: [[UInt8]]) throws -> [[UInt8]] {
    let emissions = try attempt(nil) { (instance, services) throws(MRError) in
      try withBytes(key) { (bytes) throws(MRError) in
        try instance.combine(bytes, ListedValues(values))
      }
      return services.emissions
    }.get()
    if let other = emissions.first(where: { $0.key != key }) {
      throw Verdict.failed(
        "combine of key \(shown(key, description.keyType)) emitted the key "
          + shown(other.key, description.keyType),
        remedy: "Emit combined values under the key that combine was called with.")
    }
    return emissions.map(\.value)
  }

  private func attempt(
    _ parameters: [String: String]?,
    _ body: (JobInstance, ProbeServices) throws(MRError) -> [Emission]
  ) -> Answer {
    let services = ProbeServices(job.description)
    let context = TaskContext(
      services: services, partitions: Self.partitions, parameters: parameters ?? self.parameters)
    do throws(MRError) {
      let instance = try JobInstance(job, context: context)
      defer { instance.destroy() }
      return .emitted(try body(instance, services))
    } catch {
      return context.saidWhy ? .refused(error) : .broken(error)
    }
  }
}
