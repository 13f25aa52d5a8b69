import CMapReduce

/// Where records come from, as a host would say.
struct Document {
  var path = "data/war/book.txt"
  var relativePath = "war/book.txt"
  var attributes: [(name: String, value: String)] = []

  func withSource<Result>(_ body: (UnsafePointer<mr_source>) throws -> Result) rethrows -> Result {
    let texts = [path, relativePath] + attributes.flatMap { [$0.name, $0.value] }
    let buffers = texts.map { UnsafeRawBufferPointer.copy(of: $0.utf8) }
    defer { buffers.forEach { $0.deallocate() } }
    let attributes = stride(from: 2, to: buffers.count, by: 2).map {
      mr_attribute(name: mr_bytes(buffers[$0]), value: mr_bytes(buffers[$0 + 1]))
    }
    return try attributes.withUnsafeBufferPointer { attributes in
      var source = mr_source()
      source.size = MemoryLayout<mr_source>.size
      source.path = mr_bytes(buffers[0])
      source.relative_path = mr_bytes(buffers[1])
      source.attributes = attributes.baseAddress
      source.attribute_count = attributes.count
      source.first_record = 1
      return try body(&source)
    }
  }
}
