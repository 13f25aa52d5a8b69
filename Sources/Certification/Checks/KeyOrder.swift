internal import CMapReduce
internal import Model
internal import PluginHost

/// A job's compare function with an instance to call it on.
final class KeyOrder {
  private let services = NoServices()
  private let instance: JobInstance
  private let function: @convention(c) (UnsafeMutableRawPointer?, mr_bytes, mr_bytes) -> Int32

  init(_ probe: JobProbe) throws(MRError) {
    let context = TaskContext(
      services: services, partitions: JobProbe.partitions, parameters: probe.parameters)
    instance = try JobInstance(probe.job, context: context)
    guard let function = instance.compare else {
      throw MRError(.internal, "the job has no compare function")
    }
    self.function = function
  }

  /// The order of two keys: -1, 0 or 1.
  func compare(_ a: [UInt8], _ b: [UInt8]) -> Int {
    a.withUnsafeBytes { a in
      b.withUnsafeBytes { b in
        Int(
          function(
            instance.instance, mr_bytes(data: a.baseAddress, size: a.count),
            mr_bytes(data: b.baseAddress, size: b.count)
          ).signum())
      }
    }
  }
}
