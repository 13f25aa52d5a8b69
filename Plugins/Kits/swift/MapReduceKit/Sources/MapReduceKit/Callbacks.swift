import CMapReduce

/// The functions that the host calls.
enum Callbacks {
  typealias Create =
    @convention(c) (
      UnsafeMutablePointer<mr_task>?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
    ) -> mr_status

  /// Create does not say which job it is for: each job of the plugin has one of its own.
  static let creates: [Create] = [
    { create(0, $0, $1) }, { create(1, $0, $1) }, { create(2, $0, $1) }, { create(3, $0, $1) },
    { create(4, $0, $1) }, { create(5, $0, $1) }, { create(6, $0, $1) }, { create(7, $0, $1) },
  ]

  private static func create(
    _ job: Int, _ task: UnsafeMutablePointer<mr_task>?,
    _ instance: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
  ) -> mr_status {
    guard let task, let instance else { return MR_FATAL }
    let context = Context(task: task)
    return context.guarding {
      let made = try Plugin.jobs[job].makeInstance(context)
      instance.pointee = Unmanaged.passRetained(made).toOpaque()
    }
  }

  static let destroy: @convention(c) (UnsafeMutableRawPointer?) -> Void = { instance in
    guard let instance else { return }
    Unmanaged<AnyInstance>.fromOpaque(instance).release()
  }

  static let map:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?, UnsafePointer<mr_source>?,
      UnsafePointer<mr_record>?, Int
    ) -> mr_status = { instance, _, source, records, count in
      guard let source, let records else { return MR_FATAL }
      return at(instance)?.map(source, records, count) ?? MR_FATAL
    }

  static let finish:
    @convention(c) (UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?) -> mr_status = {
      instance, _ in at(instance)?.finish() ?? MR_FATAL
    }

  typealias Grouped =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?, mr_bytes,
      UnsafeMutablePointer<mr_values>?
    ) -> mr_status

  static let combine: Grouped = { instance, _, key, values in
    guard let values else { return MR_FATAL }
    return at(instance)?.combine(key, values) ?? MR_FATAL
  }

  static let reduce: Grouped = { instance, _, key, values in
    guard let values else { return MR_FATAL }
    return at(instance)?.reduce(key, values) ?? MR_FATAL
  }

  static let partition:
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafeMutablePointer<mr_task>?, UnsafePointer<mr_record>?, Int,
      UnsafeMutablePointer<UInt32>?
    ) -> mr_status = { instance, _, records, count, partitions in
      guard let records, let partitions else { return MR_FATAL }
      return at(instance)?.partition(records, count, partitions) ?? MR_FATAL
    }

  private static func at(_ instance: UnsafeMutableRawPointer?) -> AnyInstance? {
    instance.map { Unmanaged<AnyInstance>.fromOpaque($0).takeUnretainedValue() }
  }
}
