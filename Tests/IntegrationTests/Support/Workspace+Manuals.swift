import Testing

extension Workspace {
  /// A directory of PDF documents in directories, which is downloaded once and then kept beside the
  /// build.
  func manuals() async throws -> String {
    let directory = "\(Checkout.root)/.build/test-manuals"
    // Not in a test's TMPDIR: apt's own user could not write there.
    let result = try await start(
      ["\(Checkout.root)/scripts/fetch-manuals", directory], environment: ["TMPDIR": "/tmp"]
    ).wait(.seconds(180))
    try #require(result.status == 0, "\(result.errors)")
    return directory
  }
}
