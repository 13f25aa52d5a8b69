import Model

/// Parameters that nobody asks for.
extension JobMachine {
  /// An attempt has arrived, and says which of the job's parameters were asked for. One that no
  /// attempt can ask for any more fails the job.
  /// - Returns: whether the job goes on.
  mutating func noteUse(_ kind: TaskID.Kind, _ use: ParameterWatch.Use) -> Bool {
    guard let error = watch?.ended(kind, use) else { return true }
    finish(.failed(error))
    return false
  }
}
