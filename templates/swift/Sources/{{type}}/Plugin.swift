import MapReduceKit

private let plugin = Plugin("{{name}}", version: "1.0", jobs: [{{type}}.self])

/// The function that mr looks for.
@c public func mr_plugin_entry() -> UnsafeRawPointer { plugin.table }
