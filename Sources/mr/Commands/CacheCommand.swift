import ArgumentParser

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Shows and clears what is kept of documents.",
    discussion: """
      What a job reads of PDFs and other documents is kept on the disk of its workers: another job \
      over the same documents does not read them again.

        mr cache list
      """,
    subcommands: [CacheListCommand.self, CacheClearCommand.self])
}
