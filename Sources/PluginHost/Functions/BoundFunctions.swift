internal import Model

/// A job's functions as they lie in this process.
struct BoundFunctions: Sendable {
  let job: FunctionJob
  let map: FunctionAddress
  let combine: FunctionAddress?
  let reduce: FunctionAddress?

  /// - Parameter library: opens the library that a signature names.
  init(_ job: FunctionJob, library: (String) throws(MRError) -> FunctionLibrary) throws(MRError) {
    func bind(_ signature: FunctionSignature) throws(MRError) -> FunctionAddress {
      try library(signature.library).address(of: signature.name)
    }
    self.job = job
    map = try bind(job.map)
    combine = if let signature = job.combine { try bind(signature) } else { nil }
    reduce = if let signature = job.reduce { try bind(signature) } else { nil }
  }
}
