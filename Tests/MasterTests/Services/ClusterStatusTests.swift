@testable import Journal
@testable import Master
import Model
import Protocol
import Testing

@Suite struct ClusterStatusTests {
  @Test func aClusterThatWasGivenUpSaysWhy() {
    let error = MRError(.workerLost, "17 workers ended", cause: "signal 9", remedy: "See the logs.")
    var record = ClusterRecord(
      id: ClusterID(3), mappers: 2, reducers: 1, created: 1000, ended: 2000, error: error)
    #expect(MRError(WireClusterStatus(record).error) == error)
    record.error = nil
    #expect(!WireClusterStatus(record).hasError)
  }
}
