import BlockStore
import Model
import Testing

struct StoreAddressTests {
  @Test(arguments: [
    ("cache", "cache", 11211, "cache:11211"),
    ("cache.example.org:4000", "cache.example.org", 4000, "cache.example.org:4000"),
    ("127.0.0.1:1", "127.0.0.1", 1, "127.0.0.1:1"),
    ("[::1]", "::1", 11211, "[::1]:11211"),
    ("[fe80::1%eth0]:65535", "fe80::1%eth0", 65535, "[fe80::1%eth0]:65535"),
  ])
  func reads(text: String, host: String, port: Int, description: String) throws {
    let address = try StoreAddress(text)
    #expect(address == .tcp(host: host, port: port))
    #expect(address.description == description)
    #expect(try StoreAddress(description) == address)
  }

  @Test func readsPathsOfSockets() throws {
    let address = try StoreAddress("unix:/run/a b:1/memcached.sock")
    #expect(address == .unix(path: "/run/a b:1/memcached.sock"))
    #expect(try StoreAddress(address.description) == address)
  }

  @Test(arguments: [
    ("unix:", "absolute"), ("unix:run", "absolute"), ("unix:/a\0b", "107 bytes"),
    ("unix:/" + String(repeating: "a", count: 107), "107 bytes"),
    ("", "host is missing"), (":11211", "host is missing"), ("a:", "port"), ("a:0", "port"),
    ("a:65536", "port"), ("a:+1", "port"), ("a: 1", "port"), ("a:99999999999999999999", "port"),
    ("::1", "brackets"), ("::1:11211", "brackets"), ("[::1", "not closed"), ("[a]:1", "IPv6"),
    ("[::1]1", "follows"), ("a b:1", "characters"), ("/run/memcached.sock", "characters"),
  ])
  func refuses(text: String, reason: String) {
    let error = #expect(throws: MRError.self) { try StoreAddress(text) }
    #expect(error?.code == .invalidArgument)
    #expect(error?.cause?.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test func readsLists() throws {
    #expect(
      try StoreAddress.list("a:1,[::1]:2,b")
        == [
          .tcp(host: "a", port: 1), .tcp(host: "::1", port: 2),
          .tcp(host: "b"),
        ])
    #expect(try StoreAddress.list("unix:/a,unix:/b,c:1").count == 3)
    for text in [
      "", "a,,b", "unix:/a,unix:/a",
      "a,", "a:1,b,a:1", "a,a:11211", "a,A", "a.,a", "localhost,127.0.0.1",
      "127.1,127.0.0.1",
      "[::1],[0:0::1]:11211", "[::ffff:10.0.0.1],10.0.0.1",
    ] {
      #expect(throws: MRError.self, "\(text)") { try StoreAddress.list(text) }
    }
    #expect(try StoreAddress.list("127.0.0.1:1,127.0.0.1:2,127.0.0.2:1,[::1]:1").count == 4)
  }
}
