import ArgumentParser
import Model

extension ClusterID: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension JobID: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension Role: ExpressibleByArgument {
  package init?(argument: String) { self.init(rawValue: argument) }
}
