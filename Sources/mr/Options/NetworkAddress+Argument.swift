import ArgumentParser
import Model

extension NetworkAddress: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
