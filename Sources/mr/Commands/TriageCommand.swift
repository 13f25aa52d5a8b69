import ArgumentParser
import Foundation
import Input
import Model
import Planning
import Threading

struct TriageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "triage",
    abstract: "Tells what files are, by their content and not by their names.",
    discussion: """
      A table of the kinds: text and its encoding, PDF documents, those that are scanned, encrypted or \
      damaged, compressed files, archives, images, empty and unreadable files. The first 8 KiB of a file \
      tell; documents are opened with the plugin pdf, in processes of their own.

        mr triage 'data/**'
        mr triage --json 'books/*.pdf' | jq -r 'select(.kind == "encrypted") | .path'

      Exit status 0 if a format of mr reads all of the files, 3 if there are others.
      """)

  @Argument(help: "Layouts of files. Quote them.")
  var layouts: [String]

  @Flag(help: "Print a line of JSON for each file, and one with the totals.")
  var json = false

  @Option(
    help: ArgumentHelp("How many files of each kind the table names.", valueName: "number"))
  var examples = 3

  @Option(
    help: ArgumentHelp(
      "How long a document may take that is looked into, in seconds.", valueName: "seconds"))
  var timeout = 30

  @Flag(help: "Read gzip'ed files to their end, as gzip --test does.")
  var full = false

  func validate() throws {
    if layouts.isEmpty { throw ValidationError("Missing '<layouts>'.") }
    guard (0...1000).contains(examples) else {
      throw ValidationError("'--examples' is a number from 0 to 1000.")
    }
    guard (1...86400).contains(timeout) else {
      throw ValidationError("'--timeout' is a number of seconds from 1 to 86400.")
    }
  }

  func run() async throws {
    try await interruptible {
      var parsed: [Layout] = []
      for layout in layouts { parsed.append(try Layout(layout)) }
      var totals = TriageTotals(examples: examples)
      let documents = DocumentPlugin(
        limits: ChildLimits(time: .seconds(timeout), memory: Self.memory, sandbox: .always))
      let triage = Triage(
        documents: { await documents.look() }, readsToEnd: full,
        atOnce: ProcessInfo.processInfo.activeProcessorCount)
      for layout in parsed { try await look(at: layout, triage, documents, &totals) }
      if json {
        try Console.write(Array(JSON.line(["totals": totals.views])))
      } else {
        try Console.print(totals.text)
      }
      if totals.hasUnusable { throw ExitCode.incomplete }
    }
  }

  /// What a process may take that looks into documents, in MiB: some make their readers ask for all there is.
  private static let memory = 2048

  /// Files that are looked at before any of them is told of: a bound for memory.
  private static let window = 4096

  private func look(
    at layout: Layout, _ triage: Triage, _ documents: DocumentPlugin,
    _ totals: inout TriageTotals
  ) async throws {
    let listing = try await BlockingThread.run { () throws(MRError) in
      try InputWalk.listing(of: layout, listsRefusals: true)
    }
    var progress = CountedProgress(total: listing.count, screen: .standardError())
    defer { progress.clear() }
    for start in stride(from: 0, to: listing.count, by: Self.window) {
      progress.show(start)
      let end = min(start + Self.window, listing.count)
      var refusals: [Int: MRError] = [:]
      for index in start..<end {
        if let refusal = listing.refusals[index] { refusals[index - start] = refusal }
      }
      let files = Array(listing[start..<end])
      let kinds = try await triage.kinds(of: files, refusals: refusals)
      progress.clear()
      if let error = await documents.takeFailure() { Self.warn(of: error) }
      try tell(files, kinds, &totals)
    }
    if let remark = listing.remark { Console.note("warning: \(remark)") }
  }

  private func tell(
    _ files: [InputFile], _ kinds: [FileKind], _ totals: inout TriageTotals
  ) throws {
    var lines: [UInt8] = []
    for (file, kind) in zip(files, kinds) {
      totals.add(file, kind)
      if json { lines += try JSON.line(TriageView(file, kind)) }
    }
    if json { try Console.write(lines) }
  }

  private static func warn(of error: MRError) {
    Console.note(
      "warning: PDF documents are told by their first bytes only, not whether they can be read: "
        + error.message)
  }
}
