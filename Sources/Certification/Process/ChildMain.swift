internal import FoundationEssentials
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
    let output = PrivateOutput()
    order.limits.apply()
    func say(_ event: ChildEvent) {
      guard var line = try? JSONEncoder().encode(event) else { return }
      line.append(UInt8(ascii: "\n"))
      line.withUnsafeBytes { _ = output.write($0) }
    }
    do throws(MRError) {
      say(try answer(order.request, say))
    } catch {
      say(.refused(error))
    }
    PrivateOutput.endProcess()
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
