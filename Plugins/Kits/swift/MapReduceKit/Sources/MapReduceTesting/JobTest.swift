import CMapReduce
public import MapReduceKit

/// Runs functions of a job without the engine.
///
/// ```swift
/// #expect(try JobTest.map(LineLengths.self, ["to be"]) == [Emitted("test.txt", 5)])
/// ```
public enum JobTest {
  /// What the job emits for these lines, `finish` included.
  /// - Parameter attributes: what the `{name}` parts of a layout would give.
  /// - Throws: `JobError` with the job's error text.
  public static func map<J: Job>(
    _ job: J.Type, _ lines: [String], attributes: [String: String] = [:],
    parameters: [String: String] = [:]
  ) throws -> [Emitted<J.Key, J.Value>] {
    let host = TestHost(parameters)
    try host.attempt(job) { instance in
      let source = TestSource(attributes)
      var offset: Int64 = 0
      for line in lines {
        let status = source.withRecord(key: offset, value: line) {
          instance.map($0, $1, 1)
        }
        guard status == MR_OK else { return status }
        offset += Int64(line.utf8.count) + 1
      }
      return instance.finish()
    }
    return host.emitted.map { Emitted(field($0.key), field($0.value)) }
  }

  /// What the job's reduce emits for these values of a key.
  /// - Throws: `JobError` with the job's error text.
  public static func reduce<J: Reducing>(
    _ job: J.Type, _ key: J.Key, _ values: [J.Value], parameters: [String: String] = [:]
  ) throws -> [Emitted<J.Key, J.Reduced>] {
    let host = TestHost(parameters)
    let list = try TestValues(values)
    try host.attempt(job) { instance in
      var status = MR_FATAL
      try key.withFieldBytes { status = instance.reduce(mr_bytes($0), list.pointer) }
      return status
    }
    return host.emitted.map { Emitted(field($0.key), field($0.value)) }
  }

  private static func field<F: Field>(_ bytes: [UInt8]) -> F { bytes.withUnsafeBytes(F.init) }
}
