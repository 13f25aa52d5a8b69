import ArgumentParser
import PluginHost

/// `--sandbox`: workers that do nothing but their work.
struct SandboxOption: ParsableArguments {
  @Flag(
    help: """
      Run workers in a sandbox: they write to temporary directories of their own and to the cache only, connect by TCP \
      to the store only, and have a bounded memory. Linux 5.13, for TCP 6.7.
      """)
  var sandbox = false

  func validate() throws {
    guard sandbox, Sandbox.revision == 0 else { return }
    throw ValidationError("'--sandbox' needs Landlock, which this kernel has not, or switched off.")
  }
}
