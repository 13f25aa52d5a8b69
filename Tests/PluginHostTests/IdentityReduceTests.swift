import CMapReduce
import Model
import PluginHost
import TestSupport
import Testing

/// The extension "mr.identity/1".
@Suite struct IdentityReduceTests {
  private func start(_ job: String) throws -> (TaskContext, JobInstance, RecordingServices) {
    let services = RecordingServices()
    let context = TaskContext(services: services, partitions: 1, parameters: [:])
    let plugin = try Plugin.load(path: FixturePlugins.build("identity"))
    return (context, try JobInstance(plugin.job(job), context: context), services)
  }

  @Test(arguments: [("keys", IdentityReduce.keys), ("values", .values)])
  func createSaysWhatIsPassedOn(job: String, part: IdentityReduce) throws {
    let (context, _, _) = try start(job)
    #expect(context.identity == part)
  }

  @Test func onlyCreateMaySayIt() throws {
    let (context, instance, services) = try start("late")
    let error = failure {
      try withRecords([("k", "v")]) { records, count in
        try instance.map(SourceStorage(Misbehaving.file), records, count, firstRecord: 1)
      }
    }
    #expect(error?.code == .pluginFatal)
    #expect(error?.cause == "pass_keys was called outside of create")
    #expect(context.identity == nil && services.records.isEmpty)
  }

  @Test func aPartOfEachRecordIsLeft() throws {
    for (part, left) in [(IdentityReduce.keys, ["a", "b"]), (.values, ["1", ""])] {
      try withRecords([("a", "1"), ("b", "")]) { records, count in
        var copies = [mr_record](UnsafeBufferPointer(start: records, count: count))
        part.apply(to: &copies, count)
        #expect(copies.map { RecordingServices.Record($0) } == left.map { .init($0.utf8, "".utf8) })
      }
    }
  }
}
