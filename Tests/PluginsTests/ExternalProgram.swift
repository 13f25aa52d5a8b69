import Glibc
import Testing

/// What a command of the shell writes, whose `$1` is the path of a file with that content.
func output(of command: String, for content: [UInt8]) throws -> [UInt8] {
  var path = Array("/tmp/mr-plugins-XXXXXX".utf8CString)
  let descriptor = mkstemp(&path)
  try #require(descriptor >= 0)
  let name = String(decoding: path.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
  defer { unlink(name) }
  try #require(write(descriptor, content, content.count) == content.count)
  close(descriptor)
  let pipe = try #require(popen("set -- \(name); \(command)", "r"))
  defer { pclose(pipe) }
  var output: [UInt8] = []
  while case let byte = fgetc(pipe), byte != EOF { output.append(UInt8(byte)) }
  return output
}
