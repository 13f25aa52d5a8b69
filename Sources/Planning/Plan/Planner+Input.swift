internal import Input
internal import Model
internal import Output
internal import Threading

extension Planner {
  /// The number of partitions of a job that writes where any process can.
  static func partitions(_ spec: JobSpec, reducers: Int) throws(MRError) -> Int {
    let partitions = spec.reducers ?? reducers
    guard (1...JobSpec.mostReducers).contains(partitions) else {
      throw MRError(
        .invalidArgument, "\(partitions) reducers are not possible",
        remedy: "Name a number from 1 to \(JobSpec.mostReducers).")
    }
    guard spec.output.hasPrefix("/") else {
      throw MRError(
        .invalidArgument, "the output \"\(printable(spec.output.utf8))\" is not an absolute path",
        remedy: "The master cannot know where it is relative to.")
    }
    return partitions
  }

  /// Finds the input, once, and what it is.
  /// - Parameters:
  ///   - formats: as they are named; nil if the files say.
  ///   - output: a directory that a job is to write to; nil if that needs no look.
  ///   - listsRefusals: whether files that cannot be read are listed as such.
  func walk(
    _ layout: Layout, formats: [String?], output: String?, listsRefusals: Bool = false
  ) async throws(MRError) -> (listing: InputWalk.Listing, formats: [FormatName]) {
    try await BlockingThread.cancellable { (cancellation) throws(MRError) in
      if let output { try OutputDirectory(path: output).check() }
      let listing = try InputWalk.listing(
        of: layout, listsRefusals: listsRefusals, isCancelled: { cancellation.isCancelled })
      var names: [FormatName] = []
      for format in formats {
        names.append(try FormatName(format, for: layout, files: listing))
      }
      return (listing, names)
    }
  }
}
