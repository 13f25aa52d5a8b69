import ArgumentParser
import Cache
import Model

struct CacheListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Lists what is kept of documents and map tasks on this host.",
    discussion: "  mr cache list --json")

  @OptionGroup var cache: CacheOption

  @Flag(help: "Print JSON.")
  var json = false

  private static func share(_ known: EntryDescription) -> String {
    if known.kind != .records { return Units.count(known.shares, "file") }
    return known.shares == 1 ? "all" : "\(known.share + 1) of \(known.shares)"
  }

  func run() throws {
    let content = try cache.content()
    let entries = content.entries()
    if json { return try JSON.print(entries.map(CacheEntryView.init)) }
    var table = Table("DOCUMENT", "KIND", "FORMAT", "SHARE", "#RECORDS", "#ROOM", "USED")
    table.rows = entries.map { entry in
      let known = entry.description
      return [
        terminalSafe(known.path.description), known.kind.rawValue, terminalSafe(known.format),
        Self.share(known),
        Units.count(known.records), Units.bytes(entry.room), Timestamp.local(entry.used),
      ]
    }
    try Console.print(table.text)
    let room = entries.reduce(0) { $0 + $1.room }
    try Console.print(
      "\(Units.count(entries.count)) entries, \(Units.bytes(room)) of at most"
        + " \(Units.bytes(content.limit))")
  }
}
