public import CMapReduce

// The job "inverted-index": which documents each word occurs in.
//
// The tables are made once, when the host asks for them, and live as long as the process.

private nonisolated(unsafe) let job = allocated(
  mr_job(
    size: MemoryLayout<mr_job>.size, abi: MR_ABI_VERSION,
    key_type: MR_UTF8, value_type: MR_BYTES, result_type: MR_BYTES,
    name: text("inverted-index"),
    description: text("the documents each word occurs in; parameter: lowercase"),
    combiner: nil,
    create: IndexTask.create, destroy: IndexTask.destroy, map: IndexTask.map,
    // A task hands out a word once for each document, so there is next to nothing to combine.
    map_finish: nil, combine: nil, reduce: IndexTask.reduce, partition: nil, compare: nil))

private nonisolated(unsafe) let jobs = allocated(UnsafePointer(job) as Optional)

private nonisolated(unsafe) let plugin = allocated(
  mr_plugin(
    size: MemoryLayout<mr_plugin>.size, abi: MR_ABI_VERSION,
    job_count: 1, format_count: 0, reserved: 0,
    name: text("inverted-index"), version: text("1.0"), jobs: jobs, formats: nil))

@c @implementation
public func mr_plugin_entry() -> UnsafePointer<mr_plugin>! { UnsafePointer(plugin) }

private func allocated<Value>(_ value: Value) -> UnsafeMutablePointer<Value> {
  let pointer = UnsafeMutablePointer<Value>.allocate(capacity: 1)
  pointer.initialize(to: value)
  return pointer
}

private func text(_ string: StaticString) -> UnsafePointer<CChar> {
  UnsafeRawPointer(string.utf8Start).assumingMemoryBound(to: CChar.self)
}
