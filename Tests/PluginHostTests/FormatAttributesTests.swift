import CMapReduce
import Model
import TestSupport
import Testing

@testable import PluginHost

/// Attributes that an input format gives its records.
@Suite struct FormatAttributesTests {
  private let services = RecordingServices()
  private let file = InputFile(
    path: BytePath("/data/a/b.txt"), relativePath: BytePath("a/b.txt"),
    attributes: [.init(name: "category", value: Array("a".utf8))], size: 10, modified: 0)

  /// The attributes of each record, as map is handed them.
  private func read(_ format: String, _ content: String, shares: Int = 1) throws -> [[String]] {
    let plugin = try Plugin.load(path: FixturePlugins.build("attributed"))
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    let source = SourceStorage(file)
    var found: [[String]] = []
    try Array(content.utf8).withUnsafeBytes { content in
      let reader = try FormatReader(
        opening: plugin.format(format), source: source, content: content, shares: 0..<shares,
        of: shares, context: context)
      defer { reader.close() }
      try withUnsafeTemporaryAllocation(of: mr_record.self, capacity: 4) { records in
        guard let records = records.baseAddress else { return }
        while let batch = try reader.next(into: records, capacity: 4) {
          found.append(texts(source.pointer(firstRecord: batch.firstRecord).pointee))
        }
      }
    }
    return found
  }

  private func texts(_ source: mr_source) -> [String] {
    UnsafeBufferPointer(start: source.attributes, count: source.attribute_count).map {
      let (name, value) = ($0.name.buffer, $0.value.buffer)
      return String(decoding: name, as: UTF8.self) + "=" + String(decoding: value, as: UTF8.self)
    }
  }

  /// What next sets counts for its own records, and a part of the layout more than either.
  @Test func followTheLayoutsParts() throws {
    #expect(
      try read("titled", "aBc") == [
        ["category=a", "title=share 0", "label="], ["category=a", "title=its own", "label=B"],
        ["category=a", "title=share 0", "label="],
      ])
  }

  @Test func areThoseOfTheShareThatIsRead() throws {
    #expect(
      try read("titled", "x", shares: 2).map { $0[1] } == ["title=share 0", "title=share 1"])
  }

  @Test(arguments: [
    ("undeclared", "was given the name \"author\", which its table does not declare"),
    ("too_long", "a value of more than 64 KiB"),
  ])
  func areRefusedIfWrong(format: String, cause: String) throws {
    let error = try #require(failure { _ = try read(format, "a") })
    #expect(error.code == .pluginFatal && error.cause?.contains(cause) == true, "\(error)")
  }

  @Test func cannotBeSetByAJob() throws {
    let plugin = try Plugin.load(path: FixturePlugins.build("attributed"))
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    let job = try JobInstance(plugin.job("late"), context: context)
    try withRecords([("k", "v")]) { records, count in
      let error = failure {
        try job.map(SourceStorage(file), records, count, firstRecord: 1)
      }
      #expect(error?.cause?.contains("outside of open and next") == true, "\(error as Any)")
    }
  }
}
