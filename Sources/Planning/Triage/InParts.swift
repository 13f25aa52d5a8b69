package import Model

/// Does something for all elements, so many together, and several of these at once.
/// - Returns: what came of it, in the order of the elements.
package func inParts<Element: Sendable, Found: Sendable>(
  _ elements: [Element], of together: Int, atOnce: Int,
  _ body: @escaping @Sendable ([Element]) async throws(MRError) -> [Found]
) async throws(MRError) -> [Found] {
  let parts = stride(from: 0, to: elements.count, by: together).map {
    Array(elements[$0..<min($0 + together, elements.count)])
  }
  let results = await withTaskGroup(of: (Int, Result<[Found], MRError>).self) { group in
    var results: [Result<[Found], MRError>] = parts.map { _ in
      .failure(MRError(.cancelled, "it was cancelled"))
    }
    for (number, part) in parts.enumerated() {
      if number >= atOnce, let (ended, result) = await group.next() { results[ended] = result }
      if Task.isCancelled { break }
      group.addTask {
        do throws(MRError) { return (number, .success(try await body(part))) } catch {
          return (number, .failure(error))
        }
      }
    }
    for await (ended, result) in group { results[ended] = result }
    return results
  }
  var found: [Found] = []
  for result in results { found += try result.get() }
  return found
}
