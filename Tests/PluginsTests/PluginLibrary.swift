import CMapReduce
import Glibc
import Testing

/// A plugin as the build made it: the shared library that lies beside the test executable.
struct PluginLibrary {
  let plugin: UnsafePointer<mr_plugin>

  init(_ name: String) throws {
    let directory = try #require(Self.buildDirectory)
    let path = "\(directory)/lib\(name).so"
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL),
      let symbol = dlsym(handle, "mr_plugin_entry")
    else { throw Unloadable(path: path, cause: dlerror().map { String(cString: $0) } ?? "") }
    typealias Entry = @convention(c) () -> UnsafePointer<mr_plugin>?
    plugin = try #require(unsafeBitCast(symbol, to: Entry.self)())
  }

  var job: mr_job {
    get throws { try #require(plugin.pointee.jobs?.pointee).pointee }
  }

  var format: mr_input_format {
    get throws { try #require(plugin.pointee.formats?.pointee).pointee }
  }

  func format(_ name: String) throws -> mr_input_format {
    let formats = UnsafeBufferPointer(
      start: plugin.pointee.formats, count: Int(plugin.pointee.format_count))
    return try #require(
      formats.compactMap { $0?.pointee }.first { String(cString: $0.name) == name })
  }

  struct Unloadable: Error {
    var path: String
    var cause: String
  }

  private static let buildDirectory: String? = {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let length = readlink("/proc/self/exe", &buffer, buffer.count)
    guard length > 0, let slash = buffer[..<length].lastIndex(of: UInt8(ascii: "/")) else {
      return nil
    }
    return String(decoding: buffer[..<slash], as: UTF8.self)
  }()
}
