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
    table.name = Self.lasting(J.name)
    table.description = Self.lasting(J.summary)
    table.combiner = J.combiner.map { Self.lasting($0.rawValue) }
    table.partitioner = J.partitioner.map { Self.lasting($0.rawValue) }
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
  /// A C string that lives as long as the process.
  static func lasting(_ text: String) -> UnsafePointer<CChar> {
    let bytes = Array(text.utf8CString)
    let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
    copy.initialize(from: bytes, count: bytes.count)
    return UnsafePointer(copy)
  }
}
