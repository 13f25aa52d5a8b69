// swift-tools-version: 6.2
import PackageDescription

let swift: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "MapReduceKit",
  products: [
    .library(name: "MapReduceKit", targets: ["MapReduceKit"]),
    .library(name: "MapReduceTesting", targets: ["MapReduceTesting"]),
  ],
  targets: [
    // The plugin ABI: mapreduce.h and nothing else.
    .target(name: "CMapReduce"),
    .target(name: "MapReduceKit", dependencies: ["CMapReduce"], swiftSettings: swift),
    .target(
      name: "MapReduceTesting", dependencies: ["CMapReduce", "MapReduceKit"], swiftSettings: swift),
  ]
)
