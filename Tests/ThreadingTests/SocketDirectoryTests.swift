import Glibc
import Model
import Testing
import Threading

/// Where sockets lie, and who may go there.
@Suite struct SocketDirectoryTests {
  /// A directory that is gone when `body` returns.
  private func withDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/mr-sockets-XXXXXX".utf8CString)
    try #require(mkdtemp(&template) != nil)
    let path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
    defer { _ = try? removeAll(path) }
    try body(path)
  }

  private func removeAll(_ path: String) throws {
    if let directory = opendir(path) {
      while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { try removeAll("\(path)/\(name)") }
      }
      closedir(directory)
    }
    remove(path)
  }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return lstat(path, &status) == 0 ? status.st_mode & 0o777 : 0
  }

  private let long = "/" + String(repeating: "d", count: 90)

  @Test func aShortPathIsTaken() throws {
    let path = "/" + String(repeating: "d", count: 89)
    let directory = try SocketDirectory(for: path, runtime: nil)
    #expect(directory.path == path)
    #expect(directory.socket("memcached.sock") == path + "/memcached.sock")
    #expect(directory.socket(String(repeating: "n", count: 16)).utf8.count == 107)
  }

  @Test func aLongPathHasAStandIn() throws {
    let directory = try SocketDirectory(for: long, runtime: "/run/user/1")
    #expect(directory.path.wholeMatch(of: #/\/run\/user\/1\/mr-[0-9a-f]{16}/#) != nil)
    // For everybody who asks, and for this path alone.
    #expect(try SocketDirectory(for: long, runtime: "/run/user/1") == directory)
    #expect(try SocketDirectory(for: long + "d", runtime: "/run/user/1") != directory)
    // The first that is short enough.
    #expect(try SocketDirectory(for: long, runtime: long, orIn: "/tmp").path.hasPrefix("/tmp/mr-"))
    let error = #expect(throws: MRError.self) { try SocketDirectory(for: long, runtime: nil) }
    #expect(error?.remedy?.contains("XDG_RUNTIME_DIR") == true)
  }

  @Test func isForItsUserOnly() throws {
    try withDirectory { base in
      let directory = try SocketDirectory(for: "\(base)/sockets")
      let before = umask(0)
      defer { umask(before) }
      try directory.make()
      #expect(mode(directory.path) == 0o700)
      // One that was there is closed.
      chmod(directory.path, 0o777)
      try directory.make()
      #expect(mode(directory.path) == 0o700)
      // What was wished for stays.
      directory.remove()
      #expect(mode(directory.path) == 0o700)
    }
  }

  @Test func aStandInIsRemoved() throws {
    try withDirectory { base in
      let directory = try SocketDirectory(for: long, runtime: base)
      try directory.make()
      #expect(mode(directory.path) == 0o700)
      directory.remove()
      #expect(mode(directory.path) == 0)
    }
  }

  @Test func whatAnotherMadeIsNotUsed() throws {
    try withDirectory { base in
      symlink(base, "\(base)/link")
      close(open("\(base)/file", O_CREAT | O_WRONLY, 0o600))
      for name in ["link", "file"] {
        let error = #expect(throws: MRError.self) {
          try SocketDirectory(for: "\(base)/\(name)").make()
        }
        #expect(error?.cause == "it is a link or a file")
      }
      guard getuid() == 0 else { return }
      mkdir("\(base)/foreign", 0o777)
      chown("\(base)/foreign", 65_534, 65_534)
      let error = #expect(throws: MRError.self) {
        try SocketDirectory(for: "\(base)/foreign").make()
      }
      #expect(error?.cause == "it belongs to user 65534")
      #expect(mode("\(base)/foreign") != 0o700)
    }
  }
}
