// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "{{name}}",
  products: [
    .library(name: "{{name}}", type: .dynamic, targets: ["{{type}}"])
  ],
  dependencies: [
    // The kit that came with mr. It has no dependencies of its own.
    .package(path: "{{swiftKit}}")
  ],
  targets: [
    .target(
      name: "{{type}}", dependencies: [.product(name: "MapReduceKit", package: "MapReduceKit")]),
    .testTarget(
      name: "{{type}}Tests",
      dependencies: [
        "{{type}}", .product(name: "MapReduceTesting", package: "MapReduceKit"),
      ]),
  ]
)
