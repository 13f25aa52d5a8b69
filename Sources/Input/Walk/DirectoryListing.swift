import Glibc
import Model

/// The names of a directory's entries, without `.` and `..`, in the order of their bytes.
func listDirectory(_ path: BytePath) throws(MRError) -> [[UInt8]] {
  guard let directory = withPath(path, { opendir($0) }) else {
    throw .system(path, "cannot be listed", errno)
  }
  defer { closedir(directory) }
  var names: [[UInt8]] = []
  while true {
    errno = 0
    guard let entry = readdir(directory) else { break }
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
      return Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
    }
    if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] {
      names.append(name)
    }
  }
  if errno != 0 { throw .system(path, "cannot be listed", errno) }
  return names.sorted { $0.lexicographicallyPrecedes($1) }
}
