/// Why a function of a job failed, in the author's words.
public struct JobError: Error, CustomStringConvertible {
  public let description: String
  let isTransient: Bool

  /// The job fails.
  public init(_ description: String) {
    self.description = description
    isTransient = false
  }

  private init(transient description: String) {
    self.description = description
    isTransient = true
  }

  /// This attempt failed, another may succeed.
  public static func retry(_ description: String) -> JobError { JobError(transient: description) }
}
