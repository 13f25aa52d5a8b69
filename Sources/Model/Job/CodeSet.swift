/// What a worker process has in it once it ran a task of a job: the job's libraries, by their digests,
/// and what they were told, which a library may have kept in a global of its own. A process that has
/// one set in it never runs a task of another.
package struct CodeSet: Hashable, Sendable {
  private let digests: [String]
  private let job: String
  private let functions: JobFunctions?
  private let parameters: [String: String]

  package init(_ plan: JobPlan) {
    digests = plan.digests
    job = plan.job
    functions = plan.functions
    parameters = plan.parameters
  }
}

extension JobPlan {
  /// Of the job's code, in ascending order.
  package var digests: [String] { libraryFiles.map(\.digest).sorted() }

  /// The files of the job's plugin or function libraries, and of its input format's plugin if that is
  /// another. Each digest once.
  package var libraryFiles: [PluginFile] {
    var files = [plugin] + libraries.values
    if case .plugin(let file, _, _) = format { files.append(file) }
    var digests: Set<String> = []
    return files.filter { digests.insert($0.digest).inserted }
  }
}
