extension MRError {
  /// Any error as one that leaves its module: itself, if it is an `MRError`; otherwise the cause of one with
  /// this code and message.
  package init(_ error: any Error, _ code: Code, _ message: String) {
    self = error as? MRError ?? MRError(code, message, cause: "\(error)")
  }
}
