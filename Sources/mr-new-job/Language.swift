import ArgumentParser

/// What a job can be written in. The raw value names the folder of the template.
enum Language: String, CaseIterable, ExpressibleByArgument {
  case c
  case cpp
  case swift
  case python
  case rust

  var displayName: String {
    switch self {
    case .c: "C"
    case .cpp: "C++"
    case .swift: "Swift"
    case .python: "Python"
    case .rust: "Rust"
    }
  }

  /// What building a job takes, the compiler first.
  var tools: [Tool] {
    let compiler =
      switch self {
      case .c: Tool("cc", "C compiler", remedy: "apt install gcc")
      case .cpp: Tool("c++", "C++ compiler", remedy: "apt install g++")
      case .swift: Tool("swift", "Swift compiler", remedy: "https://www.swift.org/install")
      case .python: Tool("python3", "Python", remedy: "apt install python3")
      case .rust: Tool("cargo", "Rust compiler", remedy: "apt install cargo, or https://rustup.rs")
      }
    return [compiler, Tool("make", "make", remedy: "apt install make")]
  }

  /// The file that the author works on.
  var source: String {
    switch self {
    case .c: "job.c"
    case .cpp: "job.cpp"
    case .swift: "Sources/TYPE/Job.swift"
    case .python: "job.py"
    case .rust: "src/lib.rs"
    }
  }
}
