import Foundation
import Model
import Protocol
import TestSupport
import Testing

@testable import mr

@Suite struct RunHistoryTests {
  @Test func theOldestRunsAreForgotten() throws {
    let directory = try PrivateDirectory.temporary("runs-")
    defer { try? FileManager.default.removeItem(atPath: directory) }
    let history = RunHistory(directory: directory + "/runs")
    for number in 1...130 {
      var record = WireRunRecord()
      record.job.jobID = "j1"
      record.version = "\(number)"
      let id = try history.keep(record, logs: [.job: Array("line \(number)\n".utf8)])
      #expect(id == RunID(number))
    }
    // Not each run looks at all the others.
    #expect((100...110).contains(history.runs.count))
    #expect(history.runs.first == RunID(130))
    let last = try history.last()
    #expect(last.record.version == "130" && last.job.jobID == "r130")
    var log: [UInt8] = []
    try last.readLog(.job) { log += $0 }
    #expect(String(decoding: log, as: UTF8.self) == "line 130\n")
    #expect(throws: MRError.self) { try history.run(RunID(1)) }
  }

  @Test(arguments: ["r0", "r", "r01", "r-1", "r1x", "R1", "j1", "", "r99999999999999999999"])
  func whatNamesNoRun(text: String) { #expect(RunID(text) == nil) }
}
