import Model
import Planning
import PluginHost

/// The plugin that looks into documents, opened when there is the first of them.
actor DocumentPlugin {
  private let limits: ChildLimits
  private var opened: Result<DocumentLook, MRError>?
  private var isTold = false

  /// - Parameter limits: Of a process that looks into a document.
  init(limits: ChildLimits) { self.limits = limits }

  /// - Returns: nil if the plugin cannot be used.
  func look() async -> DocumentLook? {
    if opened == nil { opened = await open() }
    return try? opened?.get()
  }

  /// Why it cannot be used, the first time.
  func takeFailure() -> MRError? {
    guard !isTold, case .failure(let error) = opened else { return nil }
    isTold = true
    return error
  }

  private func open() async -> Result<DocumentLook, MRError> {
    do throws(MRError) {
      let loading = ChildLimits(time: limits.time, sandbox: limits.sandbox)
      let planner = Planner(ChildDoor(loading: loading), directory: nil)
      defer { planner.end() }
      let plugin = try await planner.open("pdf")
      guard plugin.description.formats.contains(where: { $0.name == DocumentsRequest.format })
      else {
        throw MRError(
          .notFound, "the plugin pdf is an older one, without the format documents")
      }
      return .success(DocumentLook(plugin.copy.file, FileChildren(limits: limits)))
    } catch {
      return .failure(error)
    }
  }
}
