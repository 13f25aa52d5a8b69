package import FoundationEssentials
package import Model

/// What the generated code holds bytes in.
package typealias WireBytes = Data

extension BytePath {
  /// - Throws: `invalidArgument` if the path is too long, or has a NUL byte.
  package init(wire bytes: WireBytes, _ field: String) throws(MRError) {
    if bytes.count > WireLimits.path {
      throw MRError(.invalidArgument, "\(field): a path of \(bytes.count) bytes")
    }
    if bytes.contains(0) {
      throw MRError(.invalidArgument, "\(field): a path with a NUL byte")
    }
    self.init(bytes: Array(bytes))
  }
}

extension WireInputFile {
  package init(_ file: InputFile) {
    self.init()
    path = WireBytes(file.path.bytes)
    relativePath = WireBytes(file.relativePath.bytes)
    attributes = file.attributes.map { attribute in
      var wire = WireAttribute()
      wire.name = attribute.name
      wire.value = WireBytes(attribute.value)
      return wire
    }
    size = UInt64(clamping: file.size)
    modifiedNs = file.modified
  }
}

extension InputFile {
  /// - Throws: `invalidArgument` if anything is out of bounds.
  package init(_ wire: WireInputFile) throws(MRError) {
    try checkCount(wire.attributes, "file.attributes", atMost: WireLimits.parameters)
    self.init(
      path: try BytePath(wire: wire.path, "file.path"),
      relativePath: try BytePath(wire: wire.relativePath, "file.relative_path"),
      attributes: wire.attributes.map { Attribute(name: $0.name, value: Array($0.value)) },
      size: try bounded(wire.size, "file.size", in: 0...WireLimits.bytes),
      modified: wire.modifiedNs)
  }
}
