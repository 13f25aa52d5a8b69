import Blocks
import Threading
import Model
import Scheduling

/// Copies of the job's plugins in the store, for workers that cannot read their paths.
extension RunningJob {
  /// Makes the copies, or ends the job; after that map tasks are announced.
  func publish() async {
    do throws(MRError) {
      try await BlockingThread.run { [self] () throws(MRError) in
        for file in plan.libraryFiles {
          try environment.shelf.put(file)
          published(file)
        }
      }
    } catch {
      post { $0.fail(error) }
    }
    preparations.update { $0 -= 1 }
  }
}

extension JobPlan {
  /// Into how many blocks each of the plugins is copied, by digest.
  var pluginBlocks: [String: Int] {
    Dictionary(uniqueKeysWithValues: libraryFiles.map { ($0.digest, PluginBlocks.count(of: $0)) })
  }
}
