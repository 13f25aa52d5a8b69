import CSignals
import Glibc
import Model

/// A place in code that a process was at when it crashed.
package struct CrashFrame: Sendable, Hashable {
  /// The path of the program or library, or its end; empty if the place is in none.
  package let module: String
  /// Within the module, as it lies in memory; without one an address.
  package let offset: Int

  /// - Parameter file: at what a crash left, which may be anything.
  static func read(from file: UnsafeMutablePointer<FILE>) -> [CrashFrame] {
    withUnsafeTemporaryAllocation(of: mr_crash.self, capacity: 1) { room in
      guard let crash = room.baseAddress, fread(crash, MemoryLayout<mr_crash>.size, 1, file) == 1,
        crash.pointee.signal != 0
      else { return [] }
      return withUnsafeBytes(of: &crash.pointee.frames) { bytes in
        let frames = bytes.bindMemory(to: mr_crash_frame.self)
        return frames.prefix(Int(min(crash.pointee.count, UInt32(MR_CRASH_FRAMES)))).map {
          CrashFrame($0)
        }
      }
    }
  }

  private init(_ frame: mr_crash_frame) {
    module = withUnsafeBytes(of: frame.module) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    offset = Int(truncatingIfNeeded: frame.offset)
  }
}
