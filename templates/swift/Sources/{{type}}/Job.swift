import MapReduceKit

/// How long requests took, for each server and hour.
///
/// Input: a log for each server with lines such as
/// `2026-03-01T13:05:22 GET /index.html 200 17`
/// (time, method, path, status, milliseconds); the server is the `{server}` of the input layout.
/// Output: `web-1 2026-03-01T13`, and `requests=3 min=9 mean=17 max=31`.
struct {{type}}: Reducing {
  static let name = "{{name}}"
  static let summary = "how long requests took, for each server and hour"
  // What the job reads: it takes no --param, and a layout without {server} is refused.
  static let parameters: [Parameter]? = []
  static let attributes = ["server"]

  mutating func map(_ line: Record, into output: Output<String, Int>) throws {
    let fields = line.text.split(separator: " ")
    guard fields.count == 5, fields[0].count >= "2026-03-01T13".count,
      let milliseconds = Int(fields[4])
    else {
      output.context.count("malformed lines")
      return
    }
    let server = try line.attribute("server")
    try output.emit("\(server) \(fields[0].prefix("2026-03-01T13".count))", milliseconds)
  }

  mutating func reduce(
    _ key: String, _ values: Values<Int>, into output: Output<String, String>
  ) throws {
    var (requests, sum, min, max) = (0, 0, Int.max, Int.min)
    for milliseconds in values {
      requests += 1
      sum += milliseconds
      min = Swift.min(min, milliseconds)
      max = Swift.max(max, milliseconds)
    }
    try output.emit(key, "requests=\(requests) min=\(min) mean=\(sum / requests) max=\(max)")
  }
}
