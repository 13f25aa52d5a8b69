package import Input
package import Model
internal import Threading

/// Looks at files by their content, several at a time.
package struct Triage: Sendable {
  private let documents: @Sendable () async -> DocumentLook?
  private let readsToEnd: Bool
  private let atOnce: Int
  /// Files that one thread looks at, so that what it costs does not matter.
  private static let filesOfThread = 64
  /// Documents of one child process: starting one costs as much as looking into a few.
  private static let documentsOfChild = 16

  /// - Parameters:
  ///   - documents: asked for where there are documents; nil: they are told by their first bytes only.
  ///   - readsToEnd: whether gzip'ed files are read to their end.
  ///   - atOnce: the number of threads, and of child processes.
  package init(
    documents: @escaping @Sendable () async -> DocumentLook?, readsToEnd: Bool, atOnce: Int
  ) {
    self.documents = documents
    self.readsToEnd = readsToEnd
    self.atOnce = atOnce
  }

  /// What files are, in their order. Ends soon when the Swift task is cancelled.
  /// - Parameter refusals: why files cannot be read, of those of which that is known, by their index.
  package func kinds(
    of files: [InputFile], refusals: [Int: MRError]
  ) async throws(MRError) -> [FileKind] {
    var kinds = try await inParts(
      Array(files.indices), of: Self.filesOfThread, atOnce: atOnce
    ) { [readsToEnd] (indices) throws(MRError) in
      try await BlockingThread.run { () throws(MRError) in
        var kinds: [FileKind] = []
        for index in indices {
          kinds.append(
            try FileKind.look(at: files[index], refusal: refusals[index], readsToEnd: readsToEnd))
        }
        return kinds
      }
    }
    let found = files.indices.filter { kinds[$0].word == .pdf }
    guard !found.isEmpty, let documents = await documents() else { return kinds }
    let reports = try await inParts(found, of: Self.documentsOfChild, atOnce: atOnce) {
      (indices) throws(MRError) in
      try await documents.reports(on: indices.map { files[$0] }[...])
    }
    for (index, report) in zip(found, reports) { kinds[index] = report.refined(kinds[index]) }
    return kinds
  }
}
