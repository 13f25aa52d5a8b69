package import Model
internal import Synchronization

/// Does something for all elements, so many together, and several of these at once.
/// - Returns: what came of it, in the order of the elements.
package func inParts<Element: Sendable, Found: Sendable>(
  _ elements: [Element], of together: Int, atOnce: Int,
  _ body: @escaping @Sendable ([Element]) async throws(MRError) -> [Found]
) async throws(MRError) -> [Found] {
  let parts = stride(from: 0, to: elements.count, by: together).map {
    Array(elements[$0..<min($0 + together, elements.count)])
  }
  let results = PartResults<Found>(count: parts.count)
  // The group hands nothing over: a generic result with its error in a group's element is compiled into a trap.
  await withTaskGroup(of: Void.self) { group in
    for (number, part) in parts.enumerated() {
      if number >= atOnce { await group.next() }
      if Task.isCancelled { break }
      group.addTask {
        do throws(MRError) {
          results.set(number, .success(try await body(part)))
        } catch {
          results.set(number, .failure(error))
        }
      }
    }
    await group.waitForAll()
  }
  return try results.all()
}

/// What came of each part.
private final class PartResults<Found: Sendable>: Sendable {
  private let results: Mutex<[Result<[Found], MRError>]>

  init(count: Int) {
    results = Mutex(
      Array(repeating: .failure(MRError(.cancelled, "it was cancelled")), count: count))
  }

  func set(_ number: Int, _ result: Result<[Found], MRError>) {
    results.withLock { $0[number] = result }
  }

  /// In the order of the parts.
  /// - Throws: the first error.
  func all() throws(MRError) -> [Found] {
    let results = results.withLock { $0 }
    var found: [Found] = []
    for result in results { found += try result.get() }
    return found
  }
}
