import ArgumentParser
import Model

extension NetworkAddress: ExpressibleByArgument {
  /// Where a master listens unless it is told otherwise.
  static let standard = NetworkAddress(host: "127.0.0.1", port: 7077)

  package init?(argument: String) { self.init(argument) }
  package var defaultValueDescription: String { description }
}
