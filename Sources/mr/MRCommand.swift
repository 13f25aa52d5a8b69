import ArgumentParser
import CSignals
import CommandArguments
import Glibc
import Model
import NIOCore
import Protocol
import Worker

/// The command line: lowers flags once, dispatches, and turns errors into messages and exit codes.
@main
struct MRCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mr",
    abstract: "Runs MapReduce jobs whose functions are shared libraries.",
    discussion: """
      A job in one command:
        mr run --plugin wordcount --input 'data/books/{category}/{book}.pdf' \\
            --format pdf --output counts

      Or step by step: start a master, make a cluster, submit jobs to its queue.
        mr master &
        mr cluster init --mappers 4 --reducers 2
        mr submit --cluster c1 --plugin wordcount --input 'data/*.txt' \\
            --output counts --follow

      Exit status: 0 success, 1 the job or the command failed, 3 a part of the input is left out, 64 \
      wrong usage, 130 and 143 ended by SIGINT and SIGTERM.
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self, MasterCommand.self, TokenCommand.self, ClusterCommand.self,
      SubmitCommand.self,
      JobsCommand.self, StatusCommand.self, TasksCommand.self, WaitCommand.self,
      CancelCommand.self, LogsCommand.self, ExplainCommand.self, HistoryCommand.self,
      CatCommand.self,
      ReplayCommand.self,
      ResumeCommand.self,
      WorkerCommand.self, PluginCommand.self, CacheCommand.self,
      TriageCommand.self, WhyCommand.self,
    ])

  static func main() async {
    checkSystem()
    // A reader of our output that goes away is an error of the write, after which we clean up.
    mr_signals_unblock()
    let words = ProcessArguments.words
    var reporting: (any JSONCommand)?
    do {
      if ChildProcessEntry.isMeant(by: words) { try ChildProcessEntry.run() }
      // Messages are few and small: a second thread for them would only have to be woken.
      NIOSingletons.groupLoopCountSuggestion = 1
      if let settings = try WorkerSettings(ofMaster: words) ?? SandboxedWorker.told(words) {
        return try await PreparedWorker(settings).runUntilSignalled()
      }
      let options = Array(words.dropFirst())
      var command = try await asyncParseAsRoot(options)
      try SingleOptions.check(options, of: type(of: command))
      reporting = command as? any JSONCommand
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as MRError {
      Console.error(error)
      reporting?.report(error)
      exit(withError: ExitCode(1))
    } catch {
      checkWords(Array(words.dropFirst()), after: error)
      end(error)
    }
  }

  /// Ends the process if the command line has a word that nobody knows, which is the better explanation.
  private static func checkWords(_ words: [String], after error: any Error) {
    guard exitCode(for: error) == .validationFailure, let help = try? CommandHelp.of(Self.self),
      let word = UnknownWord(in: words, of: help)
    else { return }
    Console.writeToStandardError(
      visible(
        "Error: \(word.text)\n  See '\(word.command) --help' for more information.\n",
        keepingLines: true))
    Glibc.exit(ExitCode.validationFailure.rawValue)
  }

  /// As `exit(withError:)`, whose texts quote what the command line says.
  private static func end(_ error: any Error) -> Never {
    let code = exitCode(for: error)
    let text = visible(fullMessage(for: error), keepingLines: true)
    if !text.isEmpty {
      _ = try? Console.write(
        Array((text + "\n").utf8), to: code == .success ? STDOUT_FILENO : STDERR_FILENO)
    }
    Glibc.exit(code.rawValue)
  }

  /// Ends where there is no /proc, before Dispatch does, which says nothing: all processes of a job need
  /// it.
  private static func checkSystem() {
    guard access("/proc/self/exe", F_OK) != 0 else { return }
    Console.error(
      MRError(
        .internal, "there is no /proc, which mr needs", cause: String(cString: strerror(errno)),
        remedy: "Mount it: mount -t proc proc /proc."))
    _exit(1)
  }
}
