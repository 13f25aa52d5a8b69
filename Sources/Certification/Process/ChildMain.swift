internal import FoundationEssentials
internal import Glibc
package import Model
internal import PluginHost

/// The child process's side: does what it is asked and says how it goes.
package enum ChildMain {
  /// - Parameter request: a `ChildOrder` in JSON.
  package static func run(_ request: String) throws(MRError) {
    let order: ChildOrder
    do {
      order = try JSONDecoder().decode(ChildOrder.self, from: Data(request.utf8))
    } catch {
      throw MRError(.invalidArgument, "this is no request that mr makes", cause: "\(error)")
    }
    // What the plugin prints is not to be taken for what we say.
    let output = dup(STDOUT_FILENO)
    _ = fcntl(output, F_SETFD, FD_CLOEXEC)
    dup2(STDERR_FILENO, STDOUT_FILENO)
    order.limits.apply()
    func say(_ event: ChildEvent) {
      guard var line = try? JSONEncoder().encode(event) else { return }
      line.append(UInt8(ascii: "\n"))
      line.withUnsafeBytes { bytes in
        var written = 0
        while written < bytes.count {
          let count = write(output, bytes.baseAddress! + written, bytes.count - written)
          if count < 0 && errno != EINTR { return }
          written += max(0, count)
        }
      }
    }
    do throws(MRError) {
      say(try answer(order.request, say))
    } catch {
      say(
        .refused(
          .init(
            code: "\(error.code)", message: error.message, cause: error.cause,
            remedy: error.remedy)))
    }
    // Static destructors are the plugin's as well, and not what was asked about.
    fflush(nil)
    _exit(0)
  }

  private static func answer(_ request: ChildRequest, _ say: @escaping (ChildEvent) -> Void)
    throws(MRError) -> ChildEvent
  {
    switch request {
    case .describe(let path):
      return .described(try Plugin.load(path: path).description)
    case .unresolved(let symbols, let path):
      return .unresolved(UnresolvedSymbols.find(symbols, in: path))
    case .check(let check, let subject, let request):
      return .verdict(CheckRunner(request) { say(.trying($0)) }.run(check, of: subject))
    }
  }
}

/// A request with the limits to keep.
struct ChildOrder: Codable {
  var request: ChildRequest
  var limits: ChildLimits
}
