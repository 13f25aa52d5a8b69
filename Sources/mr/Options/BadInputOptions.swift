import ArgumentParser
import Model

/// What becomes of input that cannot be used.
struct BadInputOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      What to do with files, pages, lines and keys that cannot be read, or whose processing fails, \
      kills the worker or hangs: skip (set them aside in OUTPUT/_BAD and do the rest) or fail. \
      (default: skip)
      """, valueName: "skip|fail"))
  var onBad: BadInputPolicy.Reaction?

  @Option(
    help: ArgumentHelp(
      """
      So much may be missing in a complete result, of files, records and keys each. With more, the result \
      has _INCOMPLETE in place of _SUCCESS, and the exit status is 3. (default: nothing)
      """, valueName: "N|P%"))
  var allowBad: Amount?

  @Option(
    help: ArgumentHelp(
      "With more than that the job fails. (default: 100 or 10%, whichever is more)",
      valueName: "N|P%"))
  var maxBad: Amount?

  /// The options over what is said elsewhere.
  func policy(over other: BadInputPolicy) -> BadInputPolicy {
    BadInputPolicy(
      onBad ?? other.reaction, allowed: allowBad ?? other.allowed, most: maxBad ?? other.most)
  }
}

extension BadInputPolicy.Reaction: ExpressibleByArgument {}

extension Amount: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
