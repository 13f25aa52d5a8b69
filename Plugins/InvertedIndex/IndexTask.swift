import CMapReduce

/// One task attempt: what the host's `void *instance` points to.
///
/// The host never calls an instance from two threads at once, so nothing here is locked. The
/// work is done by structs without reference counts; this class only holds them.
final class IndexTask {
  private var mapper: IndexMapper
  private var postings = Postings()

  private init(lowercase: Bool) {
    mapper = IndexMapper(lowercase: lowercase)
  }

  /// Throws nothing, as all of these: the border is C's. `MR_FATAL` for parameters that make no
  /// sense.
  static let create:
    @convention(c) (
      UnsafeMutablePointer<mr_task>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> mr_status = { task, result in
      guard let task, let result else { return MR_FATAL }
      var value = mr_bytes()
      let host = task.pointee.host.pointee
      let status = host.parameter(task, mr_bytes("lowercase"), &value)
      guard status == MR_OK || status == MR_END else { return status }
      guard let lowercase = status == MR_END ? false : Bool(parameter: value) else {
        host.set_error(task, mr_bytes("parameter lowercase: give true or false"))
        return MR_FATAL
      }
      result.pointee = Unmanaged.passRetained(IndexTask(lowercase: lowercase)).toOpaque()
      return MR_OK
    }

  static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { instance in
    guard let instance else { return }
    Unmanaged<IndexTask>.fromOpaque(instance).release()
  }

  static let map:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?, UnsafePointer<mr_source>?,
      UnsafePointer<mr_record>?, Int
    ) -> mr_status = { instance, task, source, records, count in
      guard let instance, let task, let source else { return MR_FATAL }
      return Unmanaged<IndexTask>.fromOpaque(instance)._withUnsafeGuaranteedRef {
        $0.mapper.map(
          task, source, UnsafeBufferPointer(start: records, count: count))
      }
    }

  static let reduce:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?, mr_bytes,
      UnsafeMutablePointer<mr_values>?
    ) -> mr_status = { instance, task, key, values in
      guard let instance, let task, let values else { return MR_FATAL }
      return Unmanaged<IndexTask>.fromOpaque(instance)._withUnsafeGuaranteedRef {
        $0.postings.reduce(task, key, values)
      }
    }
}

extension Bool {
  /// nil for text that says neither yes nor no.
  fileprivate init?(parameter: mr_bytes) {
    switch String(decoding: UnsafeRawBufferPointer(parameter), as: UTF8.self) {
    case "true", "yes", "1": self = true
    case "false", "no", "0": self = false
    default: return nil
    }
  }
}
