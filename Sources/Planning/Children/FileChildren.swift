package import Model

/// Asks child processes about files: one that a plugin crashes or hangs on must not keep the others from being
/// looked at. The child says the number of the file that it is about to look at.
package struct FileChildren: Sendable {
  private let child: PluginChild
  /// What it may take to look at a file.
  private var limits: ChildLimits

  package init(_ child: PluginChild = .own, limits: ChildLimits) {
    self.child = child
    self.limits = limits
    self.limits.isForEachTry = true
  }

  /// What children say of files, in their order. Ends with the Swift task that asks.
  /// - Parameters:
  ///   - request: asks about some of the files.
  ///   - blame: says of a file that a child did not come back from.
  package func ask<Request: ChildRequest, Report: Sendable>(
    about files: ArraySlice<InputFile>, _ request: @Sendable (ArraySlice<InputFile>) -> Request,
    blame: @Sendable (ChildSilence) -> Report
  ) async throws(MRError) -> [Report] where Request.Answer == [Report] {
    if files.isEmpty { return [] }
    switch try await child.ask(request(files), limits: limits) {
    case .done(let reports):
      guard reports.count == files.count else {
        throw MRError(.internal, "\(files.count) files have \(reports.count) reports")
      }
      return reports
    case .refused(let error): throw error
    case .silent(let silence):
      guard let tried = silence.tried.flatMap({ Int($0) }), tried < files.count else {
        throw MRError(
          .plugin, "the process that looked into files \(silence.ending)",
          cause: silence.printed.isEmpty ? nil : "it printed: \(silence.printed)")
      }
      // The file that was tried last is to blame only if it was alone.
      if files.count == 1 { return [blame(silence)] }
      let bad = files.startIndex + tried
      let before = try await ask(about: files[..<bad], request, blame: blame)
      let alone = try await ask(about: files[bad...bad], request, blame: blame)
      return before + alone
        + (try await ask(about: files[(bad + 1)...], request, blame: blame))
    }
  }
}
