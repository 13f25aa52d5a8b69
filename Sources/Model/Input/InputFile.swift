/// A file that a layout matched.
package struct InputFile: Sendable, Hashable, Codable {
  /// The path as it is opened on the loading side.
  package var path: BytePath
  /// The path below the fixed part of the layout: how results name the document.
  package var relativePath: BytePath
  /// The layout's `{name}` parts in its order.
  package var attributes: [Attribute]
  /// The size in bytes, as the file lies on disk (compressed if it is).
  package var size: Int
  /// The time of modification in nanoseconds since 1970; with the size it tells whether the file
  /// changed.
  package var modified: Int64

  package init(
    path: BytePath, relativePath: BytePath, attributes: [Attribute], size: Int, modified: Int64
  ) {
    self.path = path
    self.relativePath = relativePath
    self.attributes = attributes
    self.size = size
    self.modified = modified
  }

  package struct Attribute: Sendable, Hashable, Codable {
    package var name: String
    package var value: [UInt8]
    package init(name: String, value: [UInt8]) {
      self.name = name
      self.value = value
    }
  }
}
