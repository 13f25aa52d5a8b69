import Foundation
import TestSupport
import Testing

/// A client in another language, made from the published `.proto` files alone.
@Suite(.fewAtOnce) struct PythonClientTests {
  @Test func submitsAJobAndFollowsIt() async throws {
    try await Workspace.run { workspace in
      let python = try await environment(workspace)
      let input = try await workspace.text("text", bytes: 300_000)
      let expected = try await workspace.sequential([
        "--plugin", "wordcount", "--input", input, "--param", "lowercase=true", "--reducers", "2",
      ])
      try await Master.run(in: workspace) { master in
        let cluster = try await master.cluster()
        let client = [
          python, "\(Checkout.root)/Tests/PythonClient/submit_and_follow.py",
          "--master", master.address, "--cluster", cluster, "--plugin", "wordcount",
          "--input", input, "--output", workspace.path("output"),
        ]
        let result = try await workspace.start(client + ["--param", "lowercase=true"]).wait()
        #expect(result.status == 0, "\(result.text)\(result.errors)")
        #expect(result.text.contains("job j1"))
        #expect(result.text.contains("JOB_PHASE_SUCCEEDED"), "\(result.text)")
        #expect(result.text.contains("MAP_INPUT_BYTES=300000"), "\(result.text)")
        #expect(try workspace.parts(workspace.path("output")) == expected)

        // An error reaches it with its cause and remedy.
        let refused = try await workspace.start(client).wait()
        #expect(refused.status == 1)
        #expect(refused.text.contains("is not empty"), "\(refused.text)")
        #expect(refused.text.contains("Name another directory"), "\(refused.text)")
      }
    }
  }

  /// A virtual environment with grpcio-tools, made once and kept beside the build.
  /// - Returns: its interpreter.
  private func environment(_ workspace: Workspace) async throws -> String {
    let requirements = "\(Checkout.root)/Tests/PythonClient/requirements.txt"
    let script = """
      if [ ! "$1/complete" -nt "$2" ]; then
        rm -rf "$1"
        python3 -m venv "$1"
        "$1/bin/pip" install --quiet --disable-pip-version-check -r "$2"
        touch "$1/complete"
      fi
      """
    let directory = "\(Checkout.root)/.build/python-client-venv"
    let result = try await workspace.start(["bash", "-ec", script, "bash", directory, requirements])
      .wait(.seconds(180))
    try #require(result.status == 0, "\(result.errors)")
    return "\(directory)/bin/python"
  }
}
