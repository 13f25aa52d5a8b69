import Model
import Testing

@Suite struct SuspicionsTests {
  private var suspicions = Suspicions()
  private let attempt = AttemptID(job: JobID(1), task: TaskID(.map, 3), number: 0)

  private func ended(_ signal: Int, _ numbers: ClosedRange<Int>) -> AttemptFault {
    AttemptFault(
      MRError(.workerLost, "it was killed"), .ended(signal: signal),
      at: RecordRange(file: 5, numbers: numbers))
  }

  private mutating func learn(_ fault: AttemptFault) -> [BadInput] {
    suspicions.learn(fault, of: attempt, patience: 4)
  }

  @Test mutating func aRecordThatKillsIsFoundByTwoEnds() {
    #expect(learn(ended(11, 1025...2048)).isEmpty)
    #expect(suspicions.care.suspected == [RecordRange(file: 5, numbers: 1025...2048)])
    let found = learn(ended(11, 1500...1500))
    #expect(found.map(\.range) == [RecordRange(file: 5, numbers: 1500...1500)])
    #expect(found.first?.kind == .killed && found.first?.signal == 11)
    #expect(suspicions.care.skipped == found.map(\.range))
    // The next one of the same batch takes one more.
    #expect(learn(ended(6, 1501...1501)).map(\.range.numbers) == [1501...1501])
  }

  /// The kernel for want of memory, or somebody: that proves little.
  @Test mutating func whoIsKilledByOthersIsPatient() {
    for _ in 0..<3 { #expect(learn(ended(9, 7...7)).isEmpty) }
    #expect(learn(ended(9, 7...7)).count == 1)
  }

  @Test mutating func anEndElsewhereIsNoProof() {
    #expect(learn(ended(11, 7...7)).isEmpty)
    #expect(learn(ended(11, 8...8)).isEmpty)
    #expect(suspicions.care.skipped.isEmpty)
  }

  @Test mutating func aPlaceThatIsUnknownTeachesNothing() {
    let fault = AttemptFault(MRError(.workerLost, "gone"), .ended(signal: 11))
    #expect(learn(fault).isEmpty && suspicions.care.isEmpty)
  }

  /// A format that reads what it was told not to read.
  @Test mutating func whatIsReadNonethelessTakesTheRestOfTheFile() {
    _ = learn(ended(11, 7...7))
    #expect(learn(ended(11, 7...7)).count == 1)
    let rest = learn(ended(11, 7...7))
    #expect(rest.map(\.range.numbers) == [7...Int.max])
  }

  @Test mutating func whatAnAttemptHasFoundIsSetAsideOnce() {
    let bad = BadInput(.records(RecordRange(file: 5, numbers: 9...9)), .failed, "no number")
    let fault = AttemptFault(MRError(.pluginFatal, "map failed"), found: [bad])
    #expect(learn(fault) == [bad])
    #expect(learn(fault).isEmpty)
    var seen = bad
    seen.bytes = 100..<120
    #expect(suspicions.complete(with: [seen]).isEmpty)
    #expect(suspicions.bad.map(\.bytes) == [100..<120] && suspicions.bad[0].reason == "no number")
  }
}

@Suite struct BadTallyTests {
  private func bad(_ file: Int, _ numbers: ClosedRange<Int>) -> BadInput {
    BadInput(.records(RecordRange(file: file, numbers: numbers)), .damaged, "page \(numbers)")
  }

  /// Tasks share a document, and each sets its part aside.
  @Test func aFileCountsOnce() {
    var tally = BadTally([bad(1, 1...Int.max), bad(1, 9...Int.max), bad(2, 3...3)])
    #expect(tally.files == 1 && tally.records == 1 && tally.total == 2)
    #expect(tally.kinds == [.damaged: 2])
    tally.remove(bad(1, 9...Int.max))
    #expect(tally.files == 1)
    tally.remove(bad(1, 1...Int.max))
    tally.remove(bad(2, 3...3))
    #expect(tally.isEmpty && tally.total == 0)
  }

  @Test(
    arguments: [
      (nil, 100, 100, true), (nil, 101, 1000, false), (nil, 101, 2000, true),
      (Amount.count(0), 1, 1000, false), (.count(3), 3, 4, true), (.percent(0.5), 5, 1000, true),
      (.percent(0.5), 6, 1000, false), (.percent(100), 100_001, 200_000, false),
    ] as [(Amount?, Int, Int, Bool)])
  func howMuchMayBeBad(most: Amount?, bad: Int, total: Int, isAccepted: Bool) {
    let judge = BadJudge(BadInputPolicy(most: most), recordName: "line")
    let entries = [
      BadInput(.records(RecordRange(file: 0, numbers: 1...bad)), .failed, "not a number")
    ]
    let error = judge.excess(BadTally(entries), of: InputTotals(files: 1, records: total))
    #expect((error == nil) == isAccepted)
    if let error {
      #expect(error.message == (bad == 1 ? "1 line is bad" : "\(bad) lines are bad"))
    }
  }

  @Test(arguments: ["", "x", "-1", "1.5", "101%", "-1%", "%", "nan%", "99999999999999999999"])
  func whatIsNoAmount(text: String) { #expect(Amount(text) == nil) }

  @Test(arguments: ["0", "12", "0.5%", "10%", "100%"])
  func amountsAreWrittenAsTheyAreRead(text: String) { #expect("\(Amount(text)!)" == text) }
}
