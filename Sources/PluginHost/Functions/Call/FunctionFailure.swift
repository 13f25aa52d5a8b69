internal import CMapReduce

/// Why a call of a plain function came to nothing.
enum FunctionFailure: Error {
  /// What the host answered: it knows why.
  case stopped(mr_status)
  /// For the job's error.
  case failed(String)
}
