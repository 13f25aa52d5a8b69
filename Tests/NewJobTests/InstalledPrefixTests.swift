import Foundation
import Testing

@Suite struct InstalledPrefixTests {
  /// A prefix as scripts/install lays it out, at a path that has to be quoted.
  @Test func worksFromAPrefix() async throws {
    let parent = NSTemporaryDirectory() + "mr-new-job-\(UUID().uuidString)"
    let prefix = "\(parent)/an installed mr"
    let files = FileManager.default
    defer { try? files.removeItem(atPath: parent) }
    for directory in ["bin", "include", "share/mapreduce/kits"] {
      try files.createDirectory(
        atPath: "\(prefix)/\(directory)", withIntermediateDirectories: true)
    }
    // A copy: the program goes by where its own file lies. Made by a process of its own, as a child
    // that another test starts meanwhile would have the file open for writing, too.
    let copied = try await Command.run(["cp", Command.newJob, "\(prefix)/bin/"], in: parent)
    try #require(copied.status == 0, "\(copied.output)")
    for (path, original) in [
      ("bin/mr", Command.mr),
      ("include/mapreduce.h", "\(Command.root)/Sources/CMapReduce/include/mapreduce.h"),
      ("include/mapreduce_test.h", "\(Command.root)/Plugins/Kits/c/mapreduce_test.h"),
      ("share/mapreduce/templates", "\(Command.root)/templates"),
    ] {
      try files.createSymbolicLink(
        atPath: "\(prefix)/\(path)", withDestinationPath: original)
    }

    let written = try await Command.run(
      ["\(prefix)/bin/mr-new-job", "my-job"], in: parent)
    try #require(written.status == 0, "\(written.output)")
    #expect(written.output.contains("'\(prefix)/bin/mr' run --plugin ./my-job.so"))
    let test = try await Command.run(["make", "test"], in: "\(parent)/my-job")
    #expect(test.status == 0, "\(test.output)")
    #expect(test.output.contains("\"\(prefix)/bin/mr\" run"))

    // The project outlives the prefix, if PATH and pkg-config know another.
    try files.removeItem(atPath: prefix)
    let other = try await Command.run(
      [
        "make", "--always-make", "test", "MR=\(Command.mr)",
        "INCLUDE=-I\(Command.root)/Sources/CMapReduce/include -I\(Command.root)/Plugins/Kits/c",
      ], in: "\(parent)/my-job")
    #expect(other.status == 0, "\(other.output)")
  }
}
