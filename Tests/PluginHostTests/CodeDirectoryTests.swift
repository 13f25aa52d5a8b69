import Foundation
import Model
import PluginHost
import TestSupport
import Testing

@Suite struct CodeDirectoryTests {
  /// A place that is mounted without execution, such as `/proc` on most machines.
  private static let noexec = ((try? String(contentsOfFile: "/proc/mounts", encoding: .utf8)) ?? "")
    .split(separator: "\n").map { $0.split(separator: " ") }
    .first { $0.count > 3 && $0[3].split(separator: ",").contains("noexec") }
    .map { String($0[1]) }

  @Test(.enabled(if: noexec != nil, "nothing here is mounted noexec"))
  func noCodeComesFromAFileSystemWithoutExecution() throws {
    let place = try #require(Self.noexec)
    #expect(failure { try CodeDirectory.check(place) }?.cause?.contains("noexec") == true)
  }

  @Test func otherDirectoriesWillDo() throws {
    try CodeDirectory.check("/usr/lib")
    // What is not there is another's matter.
    try CodeDirectory.check("/no/such/directory")
  }
}
