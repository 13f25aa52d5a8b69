// swift-tools-version: 6.2
import PackageDescription

// `scripts/check-imports` holds the code and docs/design.md against this graph: arrows point downwards only.

var swift: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  // Debug builds, and thereby the tests, check it; the hot path does not pay for that.
  .unsafeFlags(["-enforce-exclusivity=unchecked"], .when(configuration: .release)),
]
// Set by scripts/test: a warning is an error there, but never in a user's build.
if Context.environment["MR_WARNINGS_AS_ERRORS"] != nil {
  swift.append(.treatAllWarnings(as: .error))
}

// A plugin in Swift is as its users' are.
let swiftPlugin = swift
// The Swift runtime and Foundation are part of programs that are built for release: a job starts many
// processes, and a dynamic loader that had to put them together would be half of what that costs.
swift.append(.unsafeFlags(["-static-stdlib"], .when(platforms: [.linux], configuration: .release)))
let program: [LinkerSetting] = [
  .unsafeFlags(
    ["-static-stdlib", "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "--icf=safe"],
    .when(platforms: [.linux], configuration: .release)),
  // Those for debugging find it where scripts/install puts it, if there is no toolchain.
  .unsafeFlags(
    ["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/mapreduce/swift"],
    .when(platforms: [.linux], configuration: .debug)),
]
// A plugin meets its own symbols first: the libraries that a program uses are part of it, and nothing
// of it is to be seen from outside. Sources/StaticLibraries/README says how.
let staticLibraries = "\(Context.packageDirectory)/Sources/StaticLibraries"
let noExports: [LinkerSetting] = [
  .unsafeFlags(
    [
      "-L\(staticLibraries)", "-Xlinker", "--exclude-libs", "-Xlinker", "ALL",
      "-Xlinker", "--version-script=\(staticLibraries)/exports.map",
    ], .when(platforms: [.linux]))
]
// An installed plugin in Swift finds the runtime that scripts/install puts there.
let swiftRuntime: [LinkerSetting] = [
  .unsafeFlags(
    ["-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../swift"], .when(platforms: [.linux]))
]
// SwiftPM links plugins in C with the Swift runtime, too. Of a static one they take nothing.
let noRuntime: [LinkerSetting] = [
  .unsafeFlags(["-static-stdlib", "-nostartfiles"], .when(platforms: [.linux]))
]

let grpc: [Target.Dependency] = [
  .product(name: "GRPCCore", package: "grpc-swift-2"),
  .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
]
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let subprocess: Target.Dependency = .product(name: "Subprocess", package: "swift-subprocess")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "mr",
  products: [
    .executable(name: "mr", targets: ["mr"]),
    .executable(name: "mr-new-job", targets: ["mr-new-job"]),
    .library(name: "wordcount", type: .dynamic, targets: ["WordCount"]),
    .library(name: "inverted-index", type: .dynamic, targets: ["InvertedIndex"]),
    .library(name: "grep", type: .dynamic, targets: ["Grep"]),
    .library(name: "sort", type: .dynamic, targets: ["Sort"]),
    .library(name: "pdf", type: .dynamic, targets: ["PDFInput"]),
    .library(name: "pdfium", type: .dynamic, targets: ["PDFiumInput"]),
    .library(name: "python-host", type: .dynamic, targets: ["PythonHost"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
    .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
    .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
    .package(url: "https://github.com/grpc/grpc-swift-protobuf", from: "2.4.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
  ],
  targets: [
    // The plugin ABI, and the libraries that are written in C.
    .target(name: "CMapReduce"),
    .target(name: "CProcess"),
    // Opened at run time: libmemcached-dev has the types.
    .target(name: "CMemcached"),
    // libxxhash-dev has all of it in a header.
    .target(name: "CXXHash"),
    .target(name: "CSignals"),
    // In the place of 34 MB of Foundation's.
    .target(
      name: "CICUData",
      cSettings: [
        .define("MR_STATIC_FOUNDATION", .when(platforms: [.linux], configuration: .release))
      ]),
    // Without pkgConfig, which would name a directory before ours and the shared library.
    .systemLibrary(name: "CFFI", providers: [.apt(["libffi-dev"])]),
    .systemLibrary(name: "CNettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),

    // The engine: plain Swift that a test can drive without a network.
    .target(name: "Model", swiftSettings: swift),
    // Calls that block, and the threads for them; directories of one user alone.
    .target(
      name: "Threading", dependencies: ["Model", "CProcess", "CSignals", "CXXHash"],
      swiftSettings: swift),
    .target(
      name: "Records", dependencies: ["Model", "CMapReduce", "CXXHash"], swiftSettings: swift),
    .target(
      name: "BlockStore", dependencies: ["Model", "CMemcached", "CXXHash"], swiftSettings: swift),
    // Blocks for a store that others can reach.
    .target(
      name: "Sealing",
      dependencies: [
        "Model", "BlockStore", "CProcess", .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: swift),
    // Blocks and streams of them, over a store.
    .target(
      name: "Blocks", dependencies: ["Model", "Threading", "Records", "BlockStore"],
      swiftSettings: swift),
    // Where results appear.
    .target(name: "Output", dependencies: ["Model", "CXXHash"], swiftSettings: swift),
    .target(
      name: "PluginHost", dependencies: ["Model", "CMapReduce", "CFFI", "CProcess", "CSignals"],
      swiftSettings: swift,
      linkerSettings: noExports),
    .target(
      name: "Input", dependencies: ["Model", "CMapReduce", "CZlib"],
      swiftSettings: swift),
    // Records of documents, on the disk of who runs jobs.
    .target(
      name: "Cache", dependencies: ["Model", "Digest", "CMapReduce", "CXXHash", "CZstd"],
      swiftSettings: swift),
    .target(
      name: "Execution",
      dependencies: [
        "Model", "Cache", "Threading", "Records", "BlockStore", "Blocks", "PluginHost", "Input",
        "Output",
        "CMapReduce", "CXXHash",
      ],
      swiftSettings: swift),
    // A job's spec becomes its plan, and the door to the child processes that load plugins for that.
    .target(
      name: "Planning",
      dependencies: [
        "Model", "Threading", "PluginHost", "Input", "Output", "Digest", "CMapReduce",
        "CProcess",
      ], swiftSettings: swift),
    // What `mr plugin check` does: each check in a child process of its own.
    .target(
      name: "Certification",
      dependencies: ["Model", "PluginHost", "Input", "Planning", "CMapReduce"],
      swiftSettings: swift),
    .target(name: "Digest", dependencies: ["CNettle"], swiftSettings: swift),
    .target(name: "Scheduling", dependencies: ["Model"], swiftSettings: swift),

    // The services around it.
    .target(
      name: "Journal",
      dependencies: ["Model", "Scheduling", .product(name: "GRDB", package: "GRDB.swift")],
      swiftSettings: swift),
    .target(
      name: "Protocol",
      dependencies: ["Model", .product(name: "SwiftProtobuf", package: "swift-protobuf")] + grpc,
      exclude: ["proto"], swiftSettings: swift),
    // gRPC over sockets.
    .target(
      name: "Transport",
      dependencies: [
        "Model", .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(
          name: "GRPCNIOTransportHTTP2TransportServices", package: "grpc-swift-nio-transport"),
        nioCore, .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOHPACK", package: "swift-nio-http2"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ], swiftSettings: swift),
    .target(
      name: "Master",
      dependencies: [
        "Model", "Threading", "Records", "BlockStore", "Sealing", "Blocks", "PluginHost", "Input",
        "Output", "Planning", "Digest", "Cache", "Scheduling", "Journal", "Protocol", "Transport",
        logging, subprocess, system, .product(name: "X509", package: "swift-certificates"),
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
      ] + grpc,
      swiftSettings: swift),
    .target(
      name: "Worker",
      dependencies: [
        "Model", "Threading", "BlockStore", "Sealing", "Blocks", "PluginHost", "Output", "Cache",
        "Execution", "Protocol", "Transport", "Digest", "CProcess", "CSignals",
      ] + grpc,
      swiftSettings: swift),
    // The words of the command line.
    .target(name: "CArguments"),
    .target(
      name: "CommandArguments",
      dependencies: [
        "CArguments", .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swift),
    .executableTarget(
      name: "mr",
      dependencies: [
        "Model", "Cache", "Threading", "BlockStore", "PluginHost", "Input", "Output", "Planning",
        "Execution", "Scheduling", "Journal", "Protocol", "Transport", "Master", "Worker",
        "Certification",
        "CommandArguments", "CICUData", "CProcess",
        "CSignals",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Yams", package: "Yams"),
        nioCore, logging,
      ] + grpc,
      swiftSettings: swift, linkerSettings: program),
    // Writes the project of a new job from templates/.
    .executableTarget(
      name: "mr-new-job",
      dependencies: [
        "CommandArguments", "CICUData", "Model",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Mustache", package: "swift-mustache"),
      ],
      swiftSettings: swift, linkerSettings: program),

    // The plugins that ship. An author of plugins needs CMapReduce and nothing else.
    .target(
      name: "WordCount", dependencies: ["CMapReduce"], path: "Plugins/WordCount",
      linkerSettings: noRuntime),
    .systemLibrary(name: "CPrefetch", path: "Plugins/CPrefetch"),
    .target(
      name: "InvertedIndex", dependencies: ["CMapReduce", "CPrefetch"],
      path: "Plugins/InvertedIndex", swiftSettings: swiftPlugin, linkerSettings: swiftRuntime),
    .systemLibrary(
      name: "CPCRE2", path: "Plugins/CPCRE2", pkgConfig: "libpcre2-8",
      providers: [.apt(["libpcre2-dev"])]),
    .target(
      name: "Grep", dependencies: ["CMapReduce", "CPCRE2"], path: "Plugins/Grep",
      linkerSettings: noRuntime),
    .target(
      name: "Sort", dependencies: ["CMapReduce"], path: "Plugins/Sort", linkerSettings: noRuntime),
    .systemLibrary(
      name: "CPoppler", path: "Plugins/CPoppler", pkgConfig: "poppler-glib",
      providers: [.apt(["libpoppler-glib-dev"])]),
    // Pages' text is poppler-cpp's, whose headers lie beside poppler-glib's.
    .target(
      name: "PDFInput", dependencies: ["CMapReduce", "CPoppler"], path: "Plugins/PDFInput",
      linkerSettings: [.linkedLibrary("poppler-cpp"), .linkedLibrary("gio-2.0")] + noRuntime),
    // Opens PDFium at run time: none is needed to build it.
    .target(
      name: "PDFiumInput", dependencies: ["CMapReduce"], path: "Plugins/PDFiumInput",
      linkerSettings: noRuntime),
    // Opens libpython at run time: no Python is needed to build it.
    .target(
      name: "PythonHost", dependencies: ["CMapReduce"], path: "Plugins/Python/Host",
      linkerSettings: noRuntime),

    // Tests.
    .target(
      name: "TestSupport", dependencies: ["Model", "BlockStore", "Input"],
      path: "Tests/TestSupport", swiftSettings: swift),
    .testTarget(name: "ModelTests", dependencies: ["Model", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "TransportTests",
      dependencies: [
        "Model", "Threading", "Transport",
        .product(name: "GRPCCore", package: "grpc-swift-2"), nioCore,
        .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
      ],
      swiftSettings: swift),
    .testTarget(
      name: "CacheTests", dependencies: ["Cache", "Model", "CMapReduce", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "DigestTests", dependencies: ["Digest", "Model"], swiftSettings: swift),
    .testTarget(
      name: "RecordsTests", dependencies: ["Model", "Records", "CMapReduce", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "BlockStoreTests", dependencies: ["Model", "BlockStore", "Sealing", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "SealingTests",
      dependencies: ["Model", "Records", "BlockStore", "Sealing", "Blocks", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "ThreadingTests", dependencies: ["Model", "Threading"], swiftSettings: swift),
    .testTarget(
      name: "BlocksTests",
      dependencies: ["Model", "Threading", "Records", "BlockStore", "Blocks", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "OutputTests", dependencies: ["Model", "Output", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "PluginHostTests", dependencies: ["PluginHost", "TestSupport", "Model", "CMapReduce"],
      swiftSettings: swift),
    .testTarget(
      name: "InputTests", dependencies: ["Model", "Input", "CMapReduce", "CZlib", "TestSupport"],
      swiftSettings: swift),
    // Starts mr, whose children look into plugins.
    .testTarget(
      name: "PlanningTests",
      dependencies: ["Model", "PluginHost", "Input", "Planning", "mr", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "SchedulingTests", dependencies: ["Model", "Scheduling", "TestSupport"],
      swiftSettings: swift),
    .testTarget(
      name: "JournalTests",
      dependencies: [
        "Model", "Scheduling", "Journal", "TestSupport",
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: swift),
    .testTarget(
      name: "ExecutionTests",
      dependencies: [
        "Model", "Threading", "Records", "BlockStore", "Blocks", "PluginHost", "Input", "Output",
        "Execution", "TestSupport",
      ], swiftSettings: swift),
    .testTarget(
      name: "MasterTests",
      dependencies: [
        "Model", "Threading", "Records", "BlockStore", "Sealing", "Blocks", "PluginHost", "Input",
        "Output",
        "Planning", "Execution", "Scheduling", "Journal", "Protocol", "Transport", "Master",
        "TestSupport",
        logging, .product(name: "GRPCCore", package: "grpc-swift-2"),
      ], swiftSettings: swift),
    .testTarget(
      name: "WorkerTests",
      dependencies: [
        "Model", "PluginHost", "Execution", "Protocol", "Transport", "Worker", "BlockStore",
        "Digest", "TestSupport", .product(name: "GRPCCore", package: "grpc-swift-2"),
      ], swiftSettings: swift),
    .testTarget(
      name: "ProtocolTests",
      dependencies: [
        "Protocol", "Model", "TestSupport", .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], swiftSettings: swift),
    .testTarget(
      name: "CommandLineTests",
      dependencies: [
        "mr", "BlockStore", "CommandArguments", "Master", "Model", "Protocol", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], swiftSettings: swift),
    .testTarget(
      name: "PluginsTests", dependencies: ["CMapReduce", "TestSupport"], swiftSettings: swift),
    .testTarget(
      name: "CertificationTests",
      dependencies: ["Certification", "PluginHost", "Model", "CMapReduce", "TestSupport"],
      swiftSettings: swift),
    // Starts mr and mr-new-job, and the compilers of all languages.
    .testTarget(
      name: "NewJobTests", dependencies: ["mr-new-job", "mr"], swiftSettings: swift),
    .testTarget(
      name: "PythonTests", dependencies: ["TestSupport"], exclude: ["cases"], swiftSettings: swift),
    // Real processes and a real memcached. What it starts lies beside the test bundle: every build
    // of tests makes all products.
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Model", "Records", "BlockStore", "Blocks", "PluginHost", "Protocol", "Transport",
        "TestSupport",
        .product(name: "GRPCCore", package: "grpc-swift-2"),
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ], swiftSettings: swift),
    // Simulated workers against a real master: `scripts/bench --only control`.
    .executableTarget(
      name: "control-plane-bench",
      dependencies: [
        "Execution", "Model", "Output", "Protocol", "Transport", "Worker",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ] + grpc,
      path: "Tests/Benchmarks/ControlPlane", swiftSettings: swift, linkerSettings: program),
  ]
)
