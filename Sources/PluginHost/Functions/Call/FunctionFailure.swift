internal import CMapReduce

/// Why a call of a plain function came to nothing.
enum FunctionFailure: Error {
  /// The host stopped the function with this status: it knows why.
  case stopped(mr_status)
  /// The function failed; the text is for the job's error.
  case failed(String)
}
