package import Model

/// What a job has set aside of its input, counted.
package struct BadSummary: Codable, Sendable, Hashable {
  package struct Kind: Codable, Sendable, Hashable {
    /// Files, records and keys, each as it stands in the list.
    package var entries = 0
    /// Files of which something is set aside.
    package var files = 0
    /// Their size on disk.
    package var bytes = 0
    /// The reason that was given first.
    package var reason: String
    /// The first of the files.
    package var examples: [BytePath] = []
  }

  /// Of the whole input.
  package var files: Int
  package var bytes: Int
  /// Files of which everything is in the result, as far as records tell.
  package var complete: Int
  package var kinds: [String: Kind] = [:]

  private static let mostExamples = 10

  package init(_ bad: [BadInput], of files: [InputFile]) {
    self.files = files.count
    bytes = files.lazy.map(\.size).saturatedSum()
    var all: Set<Int> = []
    var seen: [String: Set<Int>] = [:]
    for entry in bad {
      let word = entry.kind.rawValue
      var kind = kinds[word] ?? Kind(reason: entry.reason)
      kind.entries += 1
      if case .records(let range) = entry.place, files.indices.contains(range.file) {
        all.insert(range.file)
        if seen[word, default: []].insert(range.file).inserted {
          kind.files += 1
          kind.bytes = kind.bytes.addingSaturated(files[range.file].size)
          if kind.examples.count < Self.mostExamples {
            kind.examples.append(files[range.file].path)
          }
        }
      }
      kinds[word] = kind
    }
    complete = files.count - all.count
  }
}
