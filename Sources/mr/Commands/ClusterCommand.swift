import ArgumentParser

struct ClusterCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cluster",
    abstract: "Makes, shows and stops clusters of workers.",
    discussion: """
      A cluster is a set of mapper and reducer processes with a queue of jobs.

        mr cluster init --mappers 4 --reducers 2
      """,
    subcommands: [
      ClusterInitCommand.self, ClusterListCommand.self, ClusterShowCommand.self,
      ClusterStopCommand.self,
    ])
}
