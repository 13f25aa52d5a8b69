import Foundation
import TestSupport
import Testing

@testable import Certification

/// Checks that do not end the process, in this one. Those that do, or that measure it, are tried
/// through `mr plugin check`.
@Suite struct CheckTests {
  private static func verdict(
    _ check: Check, _ job: String, parameters: [String: String] = [:], input: String? = nil
  ) throws -> Verdict {
    let request = CertificationRequest(
      plugin: try FixturePlugins.build("certified"), job: job, input: input,
      parameters: parameters)
    return CheckRunner(request) { _ in }.run(check, of: .job(job))
  }

  @Test(arguments: [
    Check.sample, .oddRecords, .deterministic, .combine, .partition, .compare, .cancellation,
    .errorTexts,
  ])
  func aSoundJobPasses(check: Check) throws {
    let verdict = try Self.verdict(check, "sound")
    #expect(verdict.outcome == .ok, "\(verdict)")
  }

  @Test(arguments: [
    (Check.deterministic, "remembers", "for key \"calls\""),
    (.oddRecords, "is_silent", "all 256 bytes: map of plugin"),
    (.errorTexts, "is_silent", "without an error text"),
    (.combine, "combines_means", "after combining portions of"),
    (.combine, "combines_last", "after combining portions of"),
    (.combine, "combines_without_reduce", "no reduce function"),
    (.combine, "combine_renames", "emitted the key \"another\""),
    (.partition, "partitions_at_random", "went to partitions"),
    (.partition, "partitions_by_value", "went to partitions"),
    (.partition, "partitions_equal_keys_apart", "compare finds"),
    (.compare, "compare_is_lopsided", "different from itself"),
    (.compare, "compare_never_equal", "different from itself"),
    (.compare, "compare_in_circles", "but"),
    (.compare, "compare_at_random", "compare"),
    (.cancellation, "is_slow_to_stop", "ms after it was cancelled"),
  ])
  func findsADefect(check: Check, job: String, text: String) throws {
    let verdict = try Self.verdict(check, job)
    #expect(verdict.outcome == .failed)
    #expect(verdict.text.contains(text), "\(verdict.text)")
    #expect(verdict.remedy?.isEmpty == false)
  }

  @Test func aReduceMayGoByTheOrderOfValues() throws {
    let verdict = try Self.verdict(.combine, "keeps_last")
    #expect(verdict.outcome == .ok && verdict.text.contains("in order"))
  }

  @Test func aRefusalWithAReasonIsNoDefect() throws {
    #expect(try Self.verdict(.oddRecords, "explains").text.contains("refused with a reason"))
    let errors = try Self.verdict(.errorTexts, "sound", parameters: ["level": "3"])
    #expect(errors.text == "1 of 4 provocations failed, with a reason")
  }

  @Test func parametersThatAreRefusedAreSaid() throws {
    let verdict = try Self.verdict(.sample, "sound", parameters: ["level": ""])
    #expect(verdict.outcome == .skipped)
    #expect(verdict.text.contains("parameter level is empty"))
  }

  @Test func readsTheAuthorsFiles() throws {
    let path = "\(NSTemporaryDirectory())/certification-\(UUID().uuidString).txt"
    try Data("bb\nb\na\n".utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let verdict = try Self.verdict(.sample, "sound", input: path)
    #expect(verdict.text == "3 records gave 3 under 2 keys, reduced to 2")
  }

  @Test func saysWhatIsMissing() throws {
    #expect(try Self.verdict(.combine, "remembers").outcome == .skipped)
    #expect(try Self.verdict(.sample, "sound", input: "/nowhere/*.txt").outcome == .failed)
    let verdict = try Self.verdict(.sample, "no such job")
    #expect(verdict.outcome == .failed && verdict.text.contains("has no job"))
  }

  @Test func growthInBothHalvesIsALeak() {
    func size(heap: Int = 0, resident: Int = 0, files: Int = 0) -> ProcessSize {
      ProcessSize(heap: heap, resident: resident, files: files, threads: 0)
    }
    // A cache that fills up.
    #expect(ProcessSize.growth(size(heap: 1 << 20), 500, size(heap: 64), 500) == nil)
    #expect(ProcessSize.growth(size(heap: 16000), 500, size(heap: 16000), 500) != nil)
    #expect(ProcessSize.growth(size(files: 500), 500, size(files: 499), 500) != nil)
    #expect(
      ProcessSize.growth(size(resident: 2 << 20), 500, size(resident: 2 << 20), 500) != nil)
  }

  @Test func seesTheHeapGrow() {
    let before = HeapSize.bytes
    let block = UnsafeMutableRawPointer.allocate(byteCount: 1 << 30, alignment: 16)
    block.storeBytes(of: 1, as: UInt8.self)
    let grown = HeapSize.bytes - before
    block.deallocate()
    // Other tests run meanwhile, and give back what they have.
    #expect(grown > 512 << 20)
  }
}
