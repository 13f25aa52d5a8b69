package import CMapReduce

/// A job of the plugin, as the host finds it.
package class AnyJobTable {
  /// Without create, which says which job it is for.
  package let table: mr_job

  init(_ table: mr_job) { self.table = table }

  /// - Throws: what the job's start throws.
  package func makeInstance(_ context: Context) throws -> AnyInstance {
    throw JobError("\(Self.self) makes no instance")
  }
}

package final class JobTable<J: Job>: AnyJobTable {
  private let steps = Steps<J>()

  package init(_ job: J.Type) {
    let steps = Steps<J>()
    var table = mr_job()
    table.size = MemoryLayout<mr_job>.size
    table.abi = MR_ABI_VERSION
    table.key_type = J.Key.fieldType.rawValue
    table.value_type = J.Value.fieldType.rawValue
    table.result_type = steps.resultType.rawValue
    table.name = Lasting.text(J.name)
    table.description = Lasting.text(J.summary)
    table.combiner = J.combiner.map { Lasting.text($0.rawValue) }
    table.partitioner = J.partitioner.map { Lasting.text($0.rawValue) }
    table.format = J.format.map { Lasting.text($0) }
    Self.declare(J.parameters, J.attributes, in: &table)
    table.destroy = Callbacks.destroy
    table.map = Callbacks.map
    table.map_finish = Callbacks.finish
    if steps.combine != nil { table.combine = Callbacks.combine }
    if steps.reduce != nil { table.reduce = Callbacks.reduce }
    if steps.partition != nil { table.partition = Callbacks.partition }
    super.init(table)
  }

  package override func makeInstance(_ context: Context) throws -> AnyInstance {
    try Instance<J>(steps, context)
  }
}

extension AnyJobTable {
  /// - Parameter parameters: nil if they are not declared.
  fileprivate static func declare(
    _ parameters: [Parameter]?, _ attributes: [String], in table: inout mr_job
  ) {
    if let parameters {
      table.parameters = Lasting.array(parameters.map { Optional($0.specification) })
      table.parameter_count = UInt32(parameters.count)
    }
    if !attributes.isEmpty {
      table.attributes = Lasting.array(attributes.map { Optional(Lasting.text($0)) })
      table.attribute_count = UInt32(attributes.count)
    }
  }
}
