internal import CMapReduce
internal import Glibc
internal import Model
internal import PluginHost

/// Makes a thousand instances one after the other: workers do, over a day.
struct CreateDestroyCheck {
  private let job: PluginJob
  private let parameters: [String: String]
  private let progress: (String) -> Void

  init(_ job: PluginJob, _ parameters: [String: String], _ progress: @escaping (String) -> Void) {
    self.job = job
    self.parameters = parameters
    self.progress = progress
  }

  func run() throws -> Verdict {
    guard job.table.create != nil || job.table.destroy != nil else {
      return .skipped("the job has neither create nor destroy")
    }
    progress("create")
    return try GrowthMeasurement(
      what: "create and destroy", remedy: "Free in destroy what create allocates or opens."
    ).run { () throws(MRError) in
      let services = NoServices()
      let context = TaskContext(
        services: services, partitions: JobProbe.partitions, parameters: parameters)
      try JobInstance(job, context: context).destroy()
    }
  }
}
