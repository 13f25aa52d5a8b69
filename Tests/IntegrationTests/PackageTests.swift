import Foundation
import Testing

/// `scripts/package`, of what the tests were built with.
@Suite(.fewAtOnce, .enabled(if: Root.isPossible, "needs dpkg-dev, and the rights to mount"))
struct PackageTests {
  /// - Parameter name: Of the directory that it is written to.
  private func package(_ name: String, in workspace: Workspace) async throws -> String {
    let programs = URL(filePath: Checkout.mr).deletingLastPathComponent().path
    let result = try await workspace.start(
      [
        "\(Checkout.root)/scripts/package", "--output", workspace.path(name), "--from", programs,
      ],
      environment: ["SOURCE_DATE_EPOCH": "1700000000", "DPKG_DEB_COMPRESSOR_TYPE": "none"]
    ).wait()
    try #require(result.status == 0, "\(result.errors)")
    return result.text.trimmingCharacters(in: .newlines)
  }

  @Test func theSameTreeMakesTheSamePackage() async throws {
    try await Workspace.run { workspace in
      let first = try await package("first", in: workspace)
      let second = try await package("second", in: workspace)
      #expect(
        first.hasSuffix(".deb") && FileManager.default.contentsEqual(atPath: first, andPath: second)
      )
    }
  }

  @Test func installsRunsAndGoes() async throws {
    try await Workspace.run { workspace in
      let package = try await package("package", in: workspace)
      let result = try await workspace.start([
        "\(Checkout.root)/Tests/Package/in-empty-root", workspace.path("root"), package,
        Self.script,
      ]).wait()
      #expect(result.status == 0, "\(result.text)\(result.errors)")
      #expect(result.text.hasSuffix("a\t2\nis\t1\nrose\t2\nnothing is left\n"), "\(result.text)")
    }
  }

  private static let script = """
    if command -v swift || command -v cc; then exit 1; fi
    dpkg --install /package.deb >/dev/null
    dpkg --verify mr
    mr --version >/dev/null
    test -s /usr/share/man/man1/mr.1.gz
    test -s /usr/lib/systemd/system/mr-master.service
    for plugin in wordcount inverted-index grep sort pdf; do
      mr plugin inspect $plugin >/dev/null
    done
    mr-new-job hours --language c --directory /tmp/hours >/dev/null
    test -s /tmp/hours/Makefile
    echo 'a rose is a rose' >/tmp/poem.txt
    mr run --plugin wordcount --input /tmp/poem.txt --output /tmp/words >/dev/null
    cat /tmp/words/part-r-* | sort
    dpkg --purge mr >/dev/null
    find /usr /etc /var -name '*mapreduce*' -o -name 'mr-*' -o -path '*/bin/mr' -o -path '*/doc/mr' | grep . ||
      echo nothing is left
    """
}

private enum Root {
  static let isPossible =
    getuid() == 0
    && runs("unshare --mount true && dpkg-shlibdeps --version && dpkg-query -L memcached")

  private static func runs(_ command: String) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", command]
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }
}
