import Foundation
import Input
import Model
import Planning
import TestSupport
import Testing

/// Documents are looked into where they can do no harm.
@Suite struct TriageTests {
  private func look(seconds: Int) throws -> DocumentLook {
    let path = try FixturePlugins.build("documents")
    return DocumentLook(
      PluginFile(path: path, digest: "", size: 0),
      FileChildren(Children.mr, limits: ChildLimits(time: .seconds(seconds))))
  }

  /// Names sort as they are written here.
  private func files(_ contents: [String]) throws -> (Scratch, [InputFile]) {
    let scratch = try Scratch()
    var named: [String: [UInt8]] = [:]
    for (index, content) in contents.enumerated() { named["\(1000 + index)"] = Array(content.utf8) }
    return (scratch, try scratch.input(named))
  }

  @Test func aCrashOrAHangCostsOneDocument() async throws {
    let fine = #"{"kind":"pdf","pages":3}"#
    let (scratch, files) = try files([
      fine, "crash", fine, #"{"kind":"scanned","reason":"no text"}"#, "hang", "no JSON", fine,
    ])
    defer { withExtendedLifetime(scratch) {} }
    let reports = try await look(seconds: 3).reports(on: files[...])
    #expect(
      reports.map(\.kind) == ["pdf", "damaged", "pdf", "scanned", "hanging", "damaged", "pdf"])
    #expect(reports[0].pages == 3)
    #expect(
      reports[1].reason == "the process that read it was killed by signal 6 (Aborted)")
    #expect(reports[4].reason == "the process that read it did not come back within 3 s")
  }

  @Test func filesAreToldByTheirContent() async throws {
    let (scratch, files) = try files([
      "text\n", "%PDF-1.4\n", "caf\u{e9}", "%PDF-1.5\n", "",
    ])
    defer { withExtendedLifetime(scratch) {} }
    let triage = Triage(documents: { nil }, readsToEnd: false, atOnce: 2)
    let refusal = MRError(.input, "`\(files[4].path)` is a pipe")
    let kinds = try await triage.kinds(of: files, refusals: [4: refusal])
    #expect(
      kinds.map(\.name) == ["text, UTF-8", "pdf", "text, UTF-8", "pdf", "unreadable"])
    #expect(kinds[4].reason == "is a pipe")
    #expect(kinds.map(\.isUsable) == [true, true, true, true, false])
    // The fixture says of both that it does not understand them.
    let documents = try look(seconds: 20)
    let looking = Triage(documents: { documents }, readsToEnd: false, atOnce: 2)
    let found = try await looking.kinds(of: files, refusals: [:])
    #expect(found.map(\.word) == [.text, .damaged, .text, .damaged, .empty])
  }

  @Test func aLookEndsWithItsTask() async throws {
    let (scratch, files) = try files(["hang", "hang"])
    defer { withExtendedLifetime(scratch) {} }
    let documents = try look(seconds: 600)
    let looking = Task { try await documents.reports(on: files[...]) }
    try await Task.sleep(for: .milliseconds(300))
    looking.cancel()
    await #expect(throws: MRError.self) { try await looking.value }
  }

  /// Nobody asks for a plugin that there is no use for.
  @Test func withoutDocumentsNothingLooksIntoThem() async throws {
    let (scratch, files) = try files(["text\n", ""])
    defer { withExtendedLifetime(scratch) {} }
    let triage = Triage(
      documents: {
        Issue.record("there is no document")
        return nil
      }, readsToEnd: false, atOnce: 1)
    #expect(try await triage.kinds(of: files, refusals: [:]).map(\.word) == [.text, .empty])
  }
}
