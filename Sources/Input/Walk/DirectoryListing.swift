import Glibc
import Model

/// An entry of a directory, as the directory itself has it.
struct DirectoryEntry {
  let name: [UInt8]
  /// Whether it is a regular file, and no link to one; some file systems do not say so.
  let isRegular: Bool
}

/// A directory's entries, without `.` and `..`, in the order of their names' bytes.
func listDirectory(_ path: BytePath) throws(MRError) -> [DirectoryEntry] {
  guard let directory = withPath(path, { opendir($0) }) else {
    throw .system(path, "cannot be listed", errno)
  }
  defer { closedir(directory) }
  var entries: [DirectoryEntry] = []
  while true {
    errno = 0
    guard let entry = readdir(directory) else { break }
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      let start = UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)
      return Array(UnsafeRawBufferPointer(start: start, count: strlen(start)))
    }
    if name != [UInt8(ascii: ".")], name != [UInt8(ascii: "."), UInt8(ascii: ".")] {
      entries.append(
        DirectoryEntry(name: name, isRegular: Int(entry.pointee.d_type) == Int(DT_REG)))
    }
  }
  if errno != 0 { throw .system(path, "cannot be listed", errno) }
  return entries.sorted { $0.name.lexicographicallyPrecedes($1.name) }
}
