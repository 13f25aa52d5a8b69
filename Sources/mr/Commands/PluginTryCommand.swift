import ArgumentParser
import Certification
import Model
import PluginHost

/// What a master runs before it accepts a job: the cheap part of `check`.
struct PluginTryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try", abstract: "Creates one instance of a job.", shouldDisplay: false)

  @Argument var plugin: String
  @Option var copy: String?
  @Option var job: String?
  @Option var param: [Parameter] = []

  func run() throws {
    let parameters = Dictionary(param.map { ($0.name, $0.value) }) { $1 }
    try ChildAnswer.give { () throws(MRError) in
      try TrialCreation(Plugin.load(path: plugin, copy: copy).job(job), parameters).run()
      return true
    }
  }
}
