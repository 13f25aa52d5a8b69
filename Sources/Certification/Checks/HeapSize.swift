internal import Glibc

/// What malloc has given out.
enum HeapSize {
  /// The size in bytes of all arenas and mapped blocks; 0 where the C library cannot tell.
  static var bytes: Int {
    // <malloc.h> is not among what the Glibc module shows.
    guard let function = dlsym(nil, "malloc_info") else { return 0 }
    typealias Info = @convention(c) (Int32, UnsafeMutablePointer<FILE>) -> Int32
    var text: UnsafeMutablePointer<CChar>?
    var size = 0
    guard let stream = open_memstream(&text, &size) else { return 0 }
    _ = unsafeBitCast(function, to: Info.self)(0, stream)
    fclose(stream)
    defer { free(text) }
    return text.map { bytes(in: String(cString: $0)) } ?? 0
  }

  /// The sums stand at the end, after those of each arena: what the system gave to the arenas,
  /// less what is free in them, and the blocks that were mapped alone.
  private static func bytes(in report: String) -> Int {
    let totals = report.split(separator: "</heap>").last ?? ""
    func size(_ element: String) -> Int {
      guard let line = totals.split(separator: "\n").last(where: { $0.hasPrefix(element) }),
        let attribute = line.split(separator: " ").last(where: { $0.hasPrefix("size=") })
      else { return 0 }
      return Int(attribute.dropFirst(5).filter(\.isNumber)) ?? 0
    }
    return size("<system type=\"current\"") - size("<total type=\"fast\"")
      - size("<total type=\"rest\"") + size("<total type=\"mmap\"")
  }
}
