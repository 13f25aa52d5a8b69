import CMapReduce
import MapReduceKit

/// The values of a key, handed out one at a time.
final class TestValues {
  let pointer = UnsafeMutablePointer<mr_values>.allocate(capacity: 1)
  private let bytes = LastingBytes()
  private var values: [mr_bytes] = []
  private var index = 0

  init(_ values: [some Field]) throws {
    for value in values {
      try value.withFieldBytes { self.values.append(bytes.copy($0)) }
    }
    pointer.initialize(
      to: mr_values(
        size: MemoryLayout<mr_values>.size,
        next: { values, out, _, count in
          guard let data = values?.pointee.host_data else { return MR_FATAL }
          let list = Unmanaged<TestValues>.fromOpaque(data).takeUnretainedValue()
          guard list.index < list.values.count else {
            count?.pointee = 0
            return MR_END
          }
          out?.pointee = list.values[list.index]
          count?.pointee = 1
          list.index += 1
          return MR_OK
        }, host_data: nil))
    pointer.pointee.host_data = Unmanaged.passUnretained(self).toOpaque()
  }

  deinit { pointer.deallocate() }
}
