import Foundation
import Input
import Model
import Planning
import TestSupport
import Testing

/// From a spec to its plan, with a door of each kind.
@Suite struct PlannerTests {
  private let scratch: Scratch
  private let sound: JobSpec

  init() throws {
    scratch = try Scratch()
    _ = try scratch.input(["a": Array("one\ntwo\n".utf8), "b": []])
    sound = JobSpec(
      plugin: Children.bundled("wordcount"), input: "\(scratch.path)/input/{name}",
      output: "\(scratch.path)/output")
  }

  /// Plans in both ways, and expects the same.
  private func plan(_ spec: JobSpec, adopting: Bool = false) async throws -> PlannedJob {
    let doors: [any PluginDoor] = [ChildDoor(Children.mr), ProcessDoor()]
    var results: [Result<PlannedJob, MRError>] = []
    for door in doors {
      let planner = Planner(door, directory: "\(scratch.path)/plugins")
      defer { planner.end() }
      do throws(MRError) {
        results.append(.success(try await planner.plan(spec, reducers: 3, adopting: adopting)))
      } catch {
        results.append(.failure(error))
      }
    }
    switch (results[0], results[1]) {
    case (.success(let a), .success(let b)): #expect(a.plan == b.plan)
    case (.failure(let a), .failure(let b)): #expect(a == b)
    default: Issue.record("\(results)")
    }
    return try results[0].get()
  }

  private func refusal(_ change: (inout JobSpec) -> Void) async -> MRError? {
    var spec = sound
    change(&spec)
    do {
      _ = try await plan(spec)
      return nil
    } catch {
      return error as? MRError
    }
  }

  /// A job may call its host while it is created, which is to be there until that is over.
  @Test func aJobThatEmitsWhileItIsCreatedIsRefused() async throws {
    let plugin = try FixturePlugins.build("misbehaving")
    let error = await refusal {
      $0.plugin = plugin
      $0.job = "emit_in_create"
    }
    #expect(error?.message == "job emit_in_create refuses to start")
    #expect(error?.cause?.contains("emit was called where it is not allowed") ?? false)
  }

  @Test func aSoundSpecIsPlanned() async throws {
    let planned = try await plan(sound)
    #expect(planned.plan.job == "wordcount" && planned.plan.format == .text)
    #expect(planned.plan.partitions == 3 && planned.plan.plugin.digest.count == 64)
    #expect(planned.listing.map { "\($0.relativePath)" } == ["a", "b"])
    #expect(planned.recordName == "line" && !planned.samplesKeys && planned.watch == nil)
  }

  @Test func adoptedJobsKeepTheirOutput() async throws {
    try FileManager.default.createDirectory(atPath: sound.output, withIntermediateDirectories: true)
    try Data().write(to: URL(filePath: "\(sound.output)/part"))
    #expect(await refusal { _ in }?.code == .alreadyExists)
    #expect(try await plan(sound, adopting: true).plan.partitions == 3)
  }

  @Test func reducersHaveBounds() async {
    for reducers in [0, -1, 65_537] {
      let error = await refusal { $0.reducers = reducers }
      #expect(error?.message == "\(reducers) reducers are not possible")
    }
    #expect(await refusal { $0.reducers = 65_536 } == nil)
  }

  @Test func copiesGoWithThePlanner() async throws {
    let planner = Planner(ChildDoor(Children.mr), directory: "\(scratch.path)/plugins")
    let planned = try await planner.plan(sound, reducers: 1)
    let copy = try #require(planned.plan.plugin.copy)
    #expect(FileManager.default.fileExists(atPath: copy))
    // What has not changed is not copied again.
    #expect(try await planner.plan(sound, reducers: 1).plan.plugin.copy == copy)
    planner.end()
    #expect(!FileManager.default.fileExists(atPath: "\(scratch.path)/plugins"))
  }

  @Test func whatAJobSaysAgainstItsParameters() async throws {
    let misbehaving = try FixturePlugins.build("misbehaving")
    let error = await refusal {
      $0.plugin = misbehaving
      $0.job = "create_fails"
    }
    #expect(error?.message == "job create_fails refuses to start")
  }

  @Test func formatsOfPlugins() async throws {
    #expect(
      await refusal { $0.format = "nosuch" }?.message == "there is no input format \"nosuch\"")
    let sort = Children.bundled("sort")
    #expect(
      await refusal { $0.format = sort }?.message == "the plugin \(sort) has no input format")
    let pdf = Children.bundled("pdf")
    #expect(await refusal { $0.plugin = pdf }?.message == "the plugin \(pdf) has no jobs")
  }

  @Test func plainFunctions() async throws {
    func functions(_ map: String) async -> MRError? {
      await refusal {
        $0.plugin = ""
        $0.functions = JobFunctions(map: map)
      }
    }
    #expect(await functions("libz.so.1:crc32(uint64=0, data, size:uint32) -> uint64") == nil)
    #expect(await functions("libz.so.1:crc33(data) -> uint64")?.message.contains("crc33") == true)
    #expect(await functions("libz.so.1:crc32(data")?.code == .invalidArgument)
    #expect(await functions("libnonesuch.so.7:f(data) -> uint64")?.code == .notFound)
  }

  // MARK: Checks

  @Test func checksArePlannedAsJobsAre() async throws {
    let planner = Planner(ChildDoor(Children.mr), directory: nil)
    defer { planner.end() }
    let own = try await planner.open(sound.plugin)
    #expect(own.copy.file.copy == nil && own.copy.file.digest.count == 64)
    for change: (inout JobSpec) -> Void in [
      { $0.job = "nope" }, { $0.format = "nosuch" }, { $0.parameters = ["lowercas": "true"] },
      { $0.parameters = ["lowercase": "maybe"] }, { $0.parameters = ["by": "author"] },
      { $0.input += "/none" },
    ] {
      var spec = sound
      change(&spec)
      let check = CheckSpec(
        job: spec.job, input: spec.input, format: spec.format, parameters: spec.parameters)
      let error = await #expect(throws: MRError.self) {
        try await planner.plan(check, of: own)
      }
      #expect(await refusal(change) == error)
    }
    let plan = try await planner.plan(
      CheckSpec(job: nil, input: nil, format: nil, parameters: [:]), of: own)
    #expect(plan.formats.mapValues(\.format) == ["wordcount": .text])
  }
}
