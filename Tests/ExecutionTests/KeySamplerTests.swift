import Execution
import Input
import Model
import TestSupport
import Testing

/// The bounds of partitions that are ranges.
@Suite struct KeySamplerTests {
  private func splitPoints(
    _ files: [InputFile], partitions: Int, plugin: String? = nil, format: InputFormat = .text,
    parameters: [String: String] = [:], badInput: BadInputPolicy = BadInputPolicy()
  ) throws -> [[UInt8]] {
    let pipeline = try Pipeline(
      try plugin ?? Pipeline.bundled("sort"), format: format, files: files, partitions: partitions,
      parameters: parameters, badInput: badInput)
    return try KeySampler(
      pipeline.job, sample: InputSample(files, for: pipeline.job.plan), monitor: pipeline.monitor,
      note: pipeline.note
    ).splitPoints()
  }

  @Test func boundsFollowFromTheInputAlone() throws {
    let scratch = try Scratch()
    var random = SeededGenerator(seed: 9)
    var input: [String: [UInt8]] = [:]
    for name in ["a", "b", "c"] { input[name] = random.text(bytes: 3_000_000) }
    let files = try scratch.input(input)
    let points = try splitPoints(files, partitions: 8)
    #expect(points.count == 7)
    #expect(try splitPoints(files, partitions: 8) == points)
  }

  /// Sorted lines: the bounds lie where the parts of the input do.
  @Test func boundsAreSpreadOverAllOfTheInput() throws {
    let scratch = try Scratch()
    let lines = (0..<1_000_000).map { "\(1_000_000 + $0)\n" }.joined()
    let files = try scratch.input(["a": Array(lines.utf8)])
    let points = try splitPoints(files, partitions: 4).map { point in
      // Bounds are cut: what is missing stands for zeros.
      Double(Array((point + Array("000000".utf8)).prefix(7)).reduce(0) { $0 * 10 + Int($1) - 48 })
    }
    #expect(points.count == 3)
    for (point, share) in zip(points, [0.25, 0.5, 0.75]) {
      #expect(abs(point - 1_000_000 - share * 1_000_000) < 30_000, "\(points)")
    }
  }

  @Test func othersHaveNone() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": Array("b\na\n".utf8)])
    #expect(try splitPoints(files, partitions: 1).isEmpty)
    #expect(try splitPoints(files, partitions: 4, plugin: Pipeline.bundled("wordcount")).isEmpty)
    #expect(try splitPoints(files, partitions: 4) == [Array("b".utf8)])
    #expect(try splitPoints(files, partitions: 4, format: .whole).isEmpty)
  }

  @Test func faultOfThePluginNamesTheFile() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": Array("1\nbad\n".utf8)])
    let plugin = try FixturePlugins.build("ranged")
    let error = #expect(throws: MRError.self) {
      try splitPoints(
        files, partitions: 2, plugin: plugin, parameters: ["fault": "error"],
        badInput: BadInputPolicy(.fail))
    }
    #expect(error?.message.contains("input/a`, from byte 0 on") == true)
    #expect(error?.cause?.contains("a line is bad") == true)
  }

  /// The job will go on without such a line, and so does the sample.
  @Test func badLinesAreLeftOut() throws {
    let scratch = try Scratch()
    let files = try scratch.input(["a": Array("1\nbad\n2\n".utf8)])
    let plugin = try FixturePlugins.build("ranged")
    let points = try splitPoints(
      files, partitions: 2, plugin: plugin, parameters: ["fault": "error"])
    #expect(points == [[0x80, 0, 0, 0, 0, 0, 0, 2]])
  }
}
