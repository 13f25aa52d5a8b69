package import Model

extension PluginJob {
  /// A job of plain functions.
  /// - Parameter library: opens the library that a signature names.
  /// - Throws: `notFound` when a library does not have its function.
  package init(
    _ job: FunctionJob, library: (String) throws(MRError) -> FunctionLibrary
  ) throws(MRError) {
    plugin = String(job.map.library.split(separator: "/").last ?? "")
    description = job.description
    table = FunctionInstance.table(job.description)
    let functions = try BoundFunctions(job, library: library)
    makeInstance = { (context) throws(MRError) in
      Unmanaged.passRetained(try FunctionInstance(functions, context)).toOpaque()
    }
  }
}
