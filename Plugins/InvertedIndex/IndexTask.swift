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
      var lowercase: Int32 = 0
      let status = mr_flag(task, "lowercase", &lowercase)
      guard status == MR_OK else { return status }
      result.pointee = Unmanaged.passRetained(IndexTask(lowercase: lowercase != 0)).toOpaque()
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

  static let mapFinish:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?) -> mr_status = {
      instance, task in
      guard let instance, let task else { return MR_FATAL }
      return Unmanaged<IndexTask>.fromOpaque(instance)._withUnsafeGuaranteedRef {
        $0.mapper.finish(task)
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
