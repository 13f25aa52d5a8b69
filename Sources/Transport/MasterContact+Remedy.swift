import Model

extension MasterContact {
  /// What to do if no master answers there.
  package var remedy: String {
    let start = "Start one with `mr master`, or name another with --master or MR_MASTER."
    guard case .tcp(let network) = address else { return start }
    if proof != nil {
      return
        "See whether it runs, and whether the connection file is its: that of its state directory, "
        + "connection.json, has the certificate that it shows."
    }
    if network.isLoopback { return start }
    return start
      + " One that runs there is called with its connection file: copy connection.json from "
      + "its state directory, and name that with --master."
  }
}
