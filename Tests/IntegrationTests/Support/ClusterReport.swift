/// A cluster as `--json` shows it.
struct ClusterReport: Decodable {
  struct Worker: Decodable {
    var worker: String
    var role: String
    var pid: Int
    var state: String
  }
  var cluster: String
  var state: String
  var mappers: Int
  var reducers: Int
  var workers: [Worker]
  var jobs: [String]
  var error: String?
}
