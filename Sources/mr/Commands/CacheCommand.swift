import ArgumentParser

struct CacheCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cache",
    abstract: "Shows and clears what is kept of documents and map tasks.",
    discussion: """
      What a job reads of PDFs and other documents is kept on the disk of its workers: another job \
      over the same documents does not read them again. With --reuse, what map tasks leave is kept on the \
      master's host as well.

        mr cache list
      """,
    subcommands: [CacheListCommand.self, CacheClearCommand.self])
}
