public import CMapReduce

// The job "inverted-index": which documents each word occurs in.
//
// The tables are made once, when the host asks for them, and live as long as the process.

// Field by field, so that what is appended to the tables some day is NULL here.

private nonisolated(unsafe) let lowercase: UnsafeMutablePointer<mr_parameter_spec> = {
  var spec = mr_parameter_spec()
  spec.size = MemoryLayout<mr_parameter_spec>.size
  spec.name = text("lowercase")
  spec.kind = MR_FLAG
  spec.fallback = text("false")
  spec.description = text("words are taken in lower case")
  return allocated(spec)
}()

private nonisolated(unsafe) let parameters = allocated(UnsafePointer(lowercase) as Optional)

private nonisolated(unsafe) let job: UnsafeMutablePointer<mr_job> = {
  var job = mr_job()
  job.size = MemoryLayout<mr_job>.size
  job.abi = MR_ABI_VERSION
  job.key_type = MR_UTF8
  job.value_type = MR_BYTES
  job.result_type = MR_BYTES
  job.name = text("inverted-index")
  job.description = text("the documents each word occurs in")
  job.create = IndexTask.create
  job.destroy = IndexTask.destroy
  job.map = IndexTask.map
  job.map_finish = IndexTask.mapFinish
  // A task hands out a word a few times at most, so there is next to nothing to combine.
  job.reduce = IndexTask.reduce
  job.joins_lines = 1
  job.parameters = UnsafePointer(parameters)
  job.parameter_count = 1
  return allocated(job)
}()

private nonisolated(unsafe) let jobs = allocated(UnsafePointer(job) as Optional)

private nonisolated(unsafe) let plugin: UnsafeMutablePointer<mr_plugin> = {
  var plugin = mr_plugin()
  plugin.size = MemoryLayout<mr_plugin>.size
  plugin.abi = MR_ABI_VERSION
  plugin.job_count = 1
  plugin.name = text("inverted-index")
  plugin.version = text("1.0")
  plugin.jobs = UnsafePointer(jobs)
  return allocated(plugin)
}()

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
