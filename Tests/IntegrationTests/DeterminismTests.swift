import TestSupport
import Testing

/// However many workers there are, the output is that of one process, byte for byte.
@Suite(.fewAtOnce) struct DeterminismTests {
  static let counts = [1, 2, 5].flatMap { mappers in [1, 2, 7].map { (mappers, $0) } }

  @Test(arguments: counts)
  func outputIsThatOfOneProcess(mappers: Int, reducers: Int) async throws {
    try await Workspace.run { workspace in
      let input = try await workspace.text("text", bytes: 3_000_000)
      let fixture = try FixturePlugins.build("misbehaving")
      let jobs = [
        ["--plugin", "wordcount"],
        ["--plugin", "inverted-index"],
        // No combiner; the values' order shows.
        ["--plugin", fixture, "--job", "well_behaved"],
        // Combine, compare and partition are the plugin's own.
        ["--plugin", fixture, "--job", "custom"],
      ]
      for job in jobs {
        let arguments = job + ["--input", input, "--reducers", "\(reducers)"]
        let (parts, report) = try await workspace.run(arguments + ["--mappers", "\(mappers)"])
        #expect(report.mapTasks.total > mappers, "too few tasks to prove anything")
        #expect(report.reduceTasks.total == reducers)
        #expect(parts.count == reducers)
        #expect(try await workspace.sequential(arguments) == parts, "\(job)")
      }
    }
  }
}
