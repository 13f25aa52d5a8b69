package import Model

extension MRError {
  /// Whether another attempt at the task may do better. Where it cannot, the job fails at once
  /// instead of failing `maxAttempts` times in the same way.
  package var isRetryable: Bool { !Self.lasting.contains(code) }

  private static let lasting: Set<Code> = [
    .pluginFatal, .storeFull, .input, .output, .inputChanged, .invalidArgument,
  ]
}
