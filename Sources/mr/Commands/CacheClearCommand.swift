import ArgumentParser
import Cache

struct CacheClearCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clear",
    abstract: "Removes what is kept of documents and map tasks on this host.",
    discussion: "  mr cache clear")

  @OptionGroup var cache: CacheOption

  func run() throws {
    let removed = try cache.content().clear()
    Console.note(
      "\(Units.count(removed.entries)) entries removed, \(Units.bytes(removed.room)) of disk")
  }
}
