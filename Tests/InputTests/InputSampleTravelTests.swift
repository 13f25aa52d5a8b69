import Foundation
@testable import Input
import Model
import Testing

/// A sample that is handed to another process.
@Suite struct InputSampleTravelTests {
  private func listing(_ count: Int, size: (Int) -> Int) -> [InputFile] {
    (0..<count).map { number in
      InputFile(
        path: BytePath("/data/\(number)"), relativePath: BytePath("\(number)"), attributes: [],
        size: size(number), modified: 0)
    }
  }

  /// A million files do not travel for the few that are looked into.
  @Test func onlyFilesThatAreReadTravel() throws {
    let files = listing(1_000_000) { $0 % 7 == 0 ? 0 : 4096 }
    let sample = InputSample(files, cutting: .lines, resolution: 2)
    #expect(sample.files.count <= 16 * sample.pieces && sample.files.count >= sample.pieces)
    #expect(sample.files.allSatisfy { $0.file == files[$0.number] && $0.file.size > 0 })
    #expect(sample.files.map(\.number) == Set(sample.files.map(\.number)).sorted())
    #expect(InputSample(files, cutting: .whole, resolution: 2).files.count <= 128)
    #expect(
      InputSample(files, cutting: .documents(shareSize: nil), resolution: 2).files.count <= 16)
    let bytes = try JSONEncoder().encode(sample)
    #expect(bytes.count < 200 * sample.files.count)
    #expect(try JSONDecoder().decode(InputSample.self, from: bytes) == sample)
  }

  @Test func pathsThatAreNoTextTravel() throws {
    var file = listing(1) { _ in 10 }[0]
    file.path = BytePath(bytes: [47, 0xff, 0xfe])
    file.attributes = [.init(name: "a", value: [0xff])]
    let sample = InputSample([file], cutting: .lines, resolution: 2)
    let bytes = try JSONEncoder().encode(sample)
    #expect(try JSONDecoder().decode(InputSample.self, from: bytes).files.map(\.file) == [file])
  }
}
