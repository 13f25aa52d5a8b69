internal import Model
internal import PluginHost

/// Creates one instance of a job with the parameters it is to run with, which is the first thing that
/// every task does: parameters that the job refuses show here.
struct TrialCreation {
  private let job: PluginJob
  private let parameters: [String: String]

  init(_ job: PluginJob, _ parameters: [String: String]) {
    self.job = job
    self.parameters = parameters
  }

  /// - Throws: what create says if no attempt can succeed. What another attempt, perhaps on
  ///   another machine, may do better is no reason to refuse the job.
  func run() throws(MRError) {
    let services = NoServices()
    // The context does not retain them.
    defer { withExtendedLifetime(services) {} }
    let context = TaskContext(services: services, partitions: 1, parameters: parameters)
    do throws(MRError) {
      try JobInstance(job, context: context).destroy()
    } catch  where error.code == .plugin {
      return
    }
  }
}
