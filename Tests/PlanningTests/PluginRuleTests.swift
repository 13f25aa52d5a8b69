import Foundation
import Model
import Planning
import TestSupport
import Testing

/// A shared master runs what its operator chose.
@Suite struct PluginRuleTests {
  private let scratch: Scratch
  private let chosen: String

  init() throws {
    scratch = try Scratch()
    chosen = "\(scratch.path)/chosen"
    _ = try scratch.input(["a": Array("one\n".utf8)])
    for (directory, names) in [
      ("chosen", ["count", "wordcount"]), ("chosen-not", ["count"]), ("else", ["count"]),
    ] {
      try FileManager.default.createDirectory(
        atPath: "\(scratch.path)/\(directory)", withIntermediateDirectories: true)
      for name in names {
        try FileManager.default.copyItem(
          atPath: Children.bundled("wordcount"),
          toPath: "\(scratch.path)/\(directory)/lib\(name).so")
      }
    }
    symlink("\(scratch.path)/else/libcount.so", "\(chosen)/liblink.so")
    symlink("\(chosen)/libcount.so", "\(scratch.path)/else/libin.so")
  }

  private func refusal(_ change: (inout JobSpec) -> Void) async throws -> MRError? {
    var spec = JobSpec(
      plugin: "count", input: "\(scratch.path)/input/{name}", output: "\(scratch.path)/output")
    change(&spec)
    let planner = Planner(
      ChildDoor(Children.mr), directory: "\(scratch.path)/copies",
      rule: try PluginRule(below: [chosen]))
    defer { planner.end() }
    do {
      _ = try await planner.plan(spec, reducers: 1)
      return nil
    } catch {
      return error
    }
  }

  @Test func whatLiesThereIsFoundByItsName() async throws {
    for plugin in ["count", "wordcount", "\(chosen)/libcount.so", "\(scratch.path)/else/libin.so"] {
      #expect(try await refusal { $0.plugin = plugin } == nil, "\(plugin)")
    }
  }

  @Test func nothingElseIsRun() async throws {
    for plugin in [
      "\(scratch.path)/else/libcount.so", "\(scratch.path)/chosen-not/libcount.so",
      "\(chosen)/../else/libcount.so", "\(chosen)/liblink.so", "sort",
    ] {
      let error = try await refusal { $0.plugin = plugin }
      #expect(error?.message.hasPrefix("this master does not run") == true, "\(plugin)")
      #expect(error?.remedy?.contains("--plugins") == true)
    }
    let format = try await refusal { $0.format = Children.bundled("pdf") }
    #expect(format?.message.hasPrefix("this master does not run") == true, "\(format as Any)")
    for library in ["libc.so.6", "\(scratch.path)/else/libcount.so"] {
      let error = try await refusal {
        $0.plugin = ""
        $0.functions = JobFunctions(map: "\(library):system(cstring) -> int32")
      }
      #expect(error?.message.hasPrefix("this master does not run") == true, "\(error as Any)")
    }
  }

  @Test func aDirectoryOfOthersIsNoChoice() throws {
    #expect(throws: MRError.self) { try PluginRule(below: ["\(scratch.path)/none"]) }
    chmod(chosen, 0o777)
    let error = #expect(throws: MRError.self) { try PluginRule(below: [chosen]) }
    #expect(error?.message.contains("other users may put plugins") == true)
  }
}
