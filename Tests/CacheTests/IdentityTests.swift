import Model
import Testing

@testable import Cache

@Suite struct IdentityTests {
  let file = InputFile(
    path: BytePath("/d/a/b.pdf"), relativePath: BytePath("a/b.pdf"),
    attributes: [.init(name: "x", value: [1])], size: 3, modified: 1)

  func key(
    _ file: InputFile, _ content: [UInt8] = [1, 2, 3], digest: String = "d",
    libraries: [UInt8] = [1], name: String = "n", parameters: [String: String] = ["p": "q"],
    secret: UInt8 = 7, share: Int = 0, of count: Int = 1
  ) -> EntryKey {
    content.withUnsafeBytes {
      DocumentIdentity(
        file, content: $0,
        format: FormatIdentity(
          digest: digest, libraries: libraries, name: name, parameters: parameters),
        CacheSecret(bytes: (0..<192).map { secret &* $0 }))
    }.key(share: share, of: count)
  }

  /// Whatever a format may see makes another entry.
  @Test func everythingCounts() {
    var keys = [
      key(file), key(file, [1, 2, 4]), key(file, []), key(file, digest: "e"),
      key(file, libraries: [2]), key(file, name: "m"), key(file, parameters: [:]),
      key(file, parameters: ["p": "r"]), key(file, parameters: ["pq": ""]), key(file, of: 2),
      key(file, share: 1, of: 2), key(file, secret: 9),
    ]
    var other = file
    other.path = BytePath("/d/a/c.pdf")
    keys.append(key(other))
    other = file
    other.relativePath = BytePath("b.pdf")
    keys.append(key(other))
    other = file
    other.attributes = []
    keys.append(key(other))
    other.attributes = [.init(name: "x", value: [2])]
    keys.append(key(other))
    #expect(Set(keys).count == keys.count)
  }

  /// All who use a directory have the same secret, and each directory has its own.
  @Test func aDirectoryHasOneSecret() throws {
    let content = Array(repeating: UInt8(5), count: 1000)
    func digest(_ sandbox: Sandbox) throws -> [UInt8] {
      let secret = try #require(sandbox.cache.begin()).secret
      return content.withUnsafeBytes { secret.digest($0) }
    }
    let (one, two) = (try Sandbox(), try Sandbox())
    #expect(try digest(one) == digest(one) && digest(one) != digest(two))
  }

  @Test func theTimeOfAFileDoesNotCount() {
    var touched = file
    touched.modified = 2
    #expect(key(touched) == key(file))
  }

  @Test func places() throws {
    #expect(try CacheChoice("off") == .off)
    #expect(try CachePlace("/var/tmp:8G").size == 8 << 30)
    #expect(try CachePlace("/var/tmp").size == nil)
    #expect(try CachePlace("/a:b:2m").directory == "/a:b")
    for text in ["", ":8G", "/a:", "/a:8", "/a:G", "/a:0M", "/a:-1G", "/a:99999999999T"] {
      #expect(throws: MRError.self) { try CacheChoice(text) }
    }
    for place in [CachePlace(directory: "/a", size: 5 << 20), CachePlace(directory: "/b")] {
      #expect(try CachePlace(place.text) == place)
    }
  }
}
