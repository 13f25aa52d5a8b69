internal import Glibc
internal import Model

extension CacheSecret {
  private static let name = "secret"

  /// The directory's own, which is drawn if it has none. One that is damaged is another, and nothing is
  /// found with it.
  init(of directory: CacheDirectory) throws(CacheTrouble) {
    if let known = Self.read(directory) {
      self = known
      return
    }
    let drawn = randomBytes(Self.size)
    let file = try NewFile(directory)
    try file.write(drawn)
    // Of those who draw one at once the first is right: entries of the others would not be found again.
    file.link(to: Self.name)
    if let known = Self.read(directory) {
      self = known
      return
    }
    _ = try file.publish(as: Self.name)
    self = Self.read(directory) ?? CacheSecret(bytes: drawn)
  }

  private static func read(_ directory: CacheDirectory) -> CacheSecret? {
    guard let file = directory.open(name) else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: size + 1)
    return Glibc.read(file, &bytes, bytes.count) == size
      ? CacheSecret(bytes: Array(bytes.dropLast())) : nil
  }
}
