import Model

/// Attempts at a task, one after the other, until one leaves out all that makes it fail.
struct RepeatedAttempt {
  let job: JobID
  let task: TaskID
  let policy: BadInputPolicy

  /// As often a record may fail that might do better the next time.
  private static let patience = 4

  /// - Parameter attempt: Runs an attempt, and says what it has left out.
  /// - Returns: its result, and all that is missing in it.
  func run<Success>(
    _ attempt: (AttemptID, TaskCare) throws(AttemptFailure) -> (Success, [BadInput])
  ) throws(MRError) -> (Success, [BadInput]) {
    var suspicions = Suspicions()
    var fruitless = 0
    var number = 0
    while true {
      let id = AttemptID(job: job, task: task, number: number)
      do throws(AttemptFailure) {
        let (success, left) = try attempt(id, suspicions.care)
        let own = suspicions.complete(with: left)
        return (success, suspicions.bad + own)
      } catch {
        guard policy.reaction == .skip else { throw error.error }
        let fault = AttemptFault(error.error, at: error.place, found: error.found)
        let found = suspicions.learn(fault, of: id, patience: Self.patience)
        fruitless = found.isEmpty ? fruitless + 1 : 0
        guard !found.isEmpty || (error.place != nil && fruitless < Self.patience) else {
          throw error.error
        }
        number += 1
      }
    }
  }
}
