import Foundation
import TestSupport
import Testing

/// A plugin meets its own symbols first, whatever `mr` is made of.
@Suite(.fewAtOnce) struct OwnSymbolsTests {
  /// What a program of ours may be linked with: the system's own, and in a debug build the runtime.
  private static let system = [
    "libc.so.", "libm.so.", "libgcc_s.so.", "libstdc++.so.", "ld-linux", "libdl.so.",
    "libpthread.so.", "libutil.so.",
  ]
  private static let runtime = [
    "libswift", "libFoundation", "lib_Foundation", "libdispatch.so", "libBlocksRuntime.so",
  ]

  @Test func mrIsLinkedWithTheSystemOnly() async throws {
    try await Workspace.run { workspace in
      let text = try await workspace.shell(
        "readelf -d \"$1\" | sed -n 's/.*(NEEDED).*\\[\\(.*\\)\\]/\\1/p'", Checkout.mr
      ).text
      let needed = text.split(separator: "\n")
      #expect(needed.contains("libc.so.6"))
      for library in needed {
        #expect(
          (Self.system + Self.runtime).contains { library.hasPrefix($0) }, "mr needs \(library)")
      }
    }
  }

  @Test func mrShowsNoSymbolOfItsOwn() async throws {
    try await Workspace.run { workspace in
      let listed = try await workspace.shell("nm -D --defined-only \"$1\"", Checkout.mr)
      #expect(listed.text == "")
    }
  }

  /// Every symbol of every library that is in `mr`, or that it opens, defined by the plugin.
  @Test func aPluginThatDefinesEverySymbolGetsItsOwn() async throws {
    try await Workspace.run { workspace in
      let symbols = try await Self.symbolsOfLibraries(workspace)
      try #require(symbols.contains("crc32") && symbols.contains("memcached_create"))
      try #require(symbols.contains("ffi_call") && symbols.contains("sqlite3_open"))
      let plugin = try await Self.build(Self.source(symbols), "everything", workspace)
      let arguments = try ["--plugin", plugin, "--input", workspace.write("in", "line\n")]
      let expected = "asked\t\(2 * symbols.count)\nforeign\t0\n"
      let one = ["--reducers", "1"]
      let (parts, _) = try await workspace.run(arguments + one + ["--mappers", "1"])
      #expect(parts["part-r-00000"]?.text == expected)
      #expect(try await workspace.sequential(arguments + one)["part-r-00000"]?.text == expected)
      let check = try await workspace.mr(["plugin", "check", plugin])
      #expect(check.status == 0, "\(check.text)")
      #expect(check.text.contains("ok       symbols"), "\(check.text)")
    }
  }

  /// The documented way of building it, and a helper whose name is zlib's too.
  @Test func aHelperNamedCRC32IsTheAuthorsOwn() async throws {
    try await Workspace.run { workspace in
      let plugin = try FixturePlugins.build("own_crc32")
      let arguments = try [
        "--plugin", plugin, "--reducers", "1", "--input", workspace.write("in", "123456789\n"),
      ]
      let expected = "123456789\t3808858755\n"
      let (parts, _) = try await workspace.run(arguments + ["--mappers", "1"])
      #expect(parts["part-r-00000"]?.text == expected)
      #expect(try await workspace.sequential(arguments)["part-r-00000"]?.text == expected)
    }
  }

  /// What the system's libraries define comes first for every program; an author is told so.
  @Test func checkNamesWhatThePluginDoesNotGet() async throws {
    try await Workspace.run { workspace in
      let source = """
        #include "mapreduce.h"
        int qsort(int x) { return x + 1; }
        int mine(int x) { return x + 2; }
        static mr_status map(void *i, mr_task *t, const mr_source *s, const mr_record *r, size_t n) {
          (void)i, (void)s;
          return mine(0) == 2 && qsort(0) == 1 ? t->host->emit(t, r, n) : MR_FATAL;
        }
        \(Self.table)
        """
      let plugin = try await Self.build(source, "clashing", workspace, "-fno-builtin")
      let inspected = try await workspace.mr(["plugin", "inspect", plugin])
      #expect(inspected.status == 0 && inspected.text.contains("clashes  qsort of libc.so.6"))
      #expect(!inspected.text.contains("mine"))
      let checked = try await workspace.mr(["plugin", "check", plugin])
      #expect(checked.status == 1)
      #expect(
        checked.text.contains("failed   symbols        in place of its own it may get: qsort"))
      #expect(checked.text.contains("-fvisibility=hidden"))

      // The remedy helps.
      for option in ["-Wl,-Bsymbolic", "-fvisibility=hidden"] {
        let mended = try await Self.build(source, "mended", workspace, "-fno-builtin", option)
        let result = try await workspace.mr(["plugin", "check", mended])
        #expect(result.text.contains("ok       symbols"), "\(option): \(result.text)")
      }
    }
  }

  private static let table = """
    static const mr_job job = {.size = sizeof job, .abi = MR_ABI_VERSION, .name = "job",
      .key_type = MR_UTF8, .value_type = MR_INT64, .combiner = "sum", .map = map};
    static const mr_job *const jobs[] = {&job};
    static const mr_plugin plugin = {.size = sizeof plugin, .abi = MR_ABI_VERSION,
      .name = "plugin", .job_count = 1, .jobs = jobs};
    #ifdef __cplusplus
    extern "C"
    #endif
    __attribute__((visibility("default"))) const mr_plugin *mr_plugin_entry(void) { return &plugin; }
    """

  private static func symbolsOfLibraries(_ workspace: Workspace) async throws -> [String] {
    let text = try await workspace.shell(
      """
      for name in libz libmemcached libmemcachedutil libhashkit libsasl2 libcrypto libssl libsqlite3 \
        libxxhash libffi
      do
        path=$(/sbin/ldconfig -p | sed -n "s|^[[:space:]]*$name\\.so\\.[0-9].* => ||p" | head -n 1)
        [[ -z $path ]] || nm -D --defined-only "$path"
      done | sed -n 's/.* [TDBRVWi] \\([A-Za-z0-9_]*\\).*/\\1/p' | grep -v '^_[Zefib]' | sort -u
      """)
    return text.text.split(separator: "\n").map(String.init)
  }

  /// Each function gives its number; all are called through their addresses and by their names.
  private static func source(_ symbols: [String]) -> String {
    var lines = ["#include \"mapreduce.h\""]
    for (number, symbol) in symbols.enumerated() {
      lines.append("int64_t f\(number)(void) __asm__(\"\(symbol)\");")
      lines.append("int64_t f\(number)(void) { return \(number); }")
    }
    lines.append("static int64_t (*const table[])(void) = {")
    lines += symbols.indices.map { "f\($0)," }
    lines.append("};\nstatic int64_t foreign(void) {\nint64_t count = 0;")
    lines += symbols.indices.map { "count += f\($0)() != \($0);" }
    lines.append(
      """
      for (int i = 0; i < \(symbols.count); i++) count += table[i]() != i;
      return count;
      }
      static mr_status map(void *i, mr_task *t, const mr_source *s, const mr_record *r, size_t n) {
        (void)i, (void)s, (void)r;
        if (n == 0) return MR_OK;
        int64_t numbers[2] = {\(2 * symbols.count), foreign()};
        mr_record out[2] = {{mr_make_bytes("asked", 5), mr_make_bytes(&numbers[0], 8)},
                            {mr_make_bytes("foreign", 7), mr_make_bytes(&numbers[1], 8)}};
        return t->host->emit(t, out, 2);
      }
      """)
    return (lines + [table]).joined(separator: "\n")
  }

  private static func build(
    _ source: String, _ name: String, _ workspace: Workspace, _ options: String...
  ) async throws -> String {
    let file = try workspace.write("\(name).c", source)
    let library = workspace.path("lib\(name).so")
    let result = try await workspace.start(
      ["cc", "-shared", "-fPIC", "-O0", "-I", "\(Checkout.root)/Sources/CMapReduce/include"]
        + options + ["-o", library, file]
    ).wait()
    try #require(result.status == 0, "\(result.errors)")
    return library
  }
}
