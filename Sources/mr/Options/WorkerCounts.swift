import ArgumentParser
import Protocol

/// `--mappers` and `--reducers`: how many processes a cluster has.
struct WorkerCounts: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Number of mapper processes, 1 to 1024. (default: the number of cores)", valueName: "n"))
  var mappers: Int?

  @Option(
    help: ArgumentHelp(
      "Number of reducer processes, 1 to 1024. (default: the number of cores)", valueName: "n"))
  var reducers: Int?

  func validate() throws {
    try checkCount(mappers, "--mappers", atMost: WireLimits.workers)
    try checkCount(reducers, "--reducers", atMost: WireLimits.workers)
  }
}
