import FoundationEssentials
import Model
import PluginHost
import Protocol

extension WireCodeFile {
  /// The files that this process has code from, if the job reuses map output.
  static func all(of plan: JobPlan) -> [WireCodeFile] {
    guard plan.reuse else { return [] }
    return LoadedFiles.all(without: plan.libraryFiles.compactMap(\.copy)).map { path, identity in
      var file = WireCodeFile()
      file.path = WireBytes(path.bytes)
      file.identity = WireBytes(identity.bytes)
      return file
    }
  }
}
