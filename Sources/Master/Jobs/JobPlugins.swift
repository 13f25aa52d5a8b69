import Model
import Synchronization

/// The copies of a running job's plugins in the store, for workers that cannot read the files.
final class JobPlugins: Sendable {
  private let files: [PluginFile]
  private let shelf: PluginShelf
  private let published = Mutex<[PluginFile]>([])

  init(_ plan: JobPlan, shelf: PluginShelf) {
    files = plan.libraryFiles
    self.shelf = shelf
  }

  /// Puts the plugins into the store. Blocks.
  func publish() throws(MRError) {
    for file in files {
      try shelf.put(file)
      published.withLock { $0.append(file) }
    }
  }

  /// The job needs them no more.
  func withdraw() {
    for file in published.withLock({ $0 }) { shelf.remove(file) }
  }
}
