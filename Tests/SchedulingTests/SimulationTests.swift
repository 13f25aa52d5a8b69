import Model
import Scheduling
import Testing

@Suite struct SimulationTests {
  /// A job whose limits are never reached succeeds, whatever happens on the way.
  @Test func everyJobSucceeds() {
    let limits = SchedulingLimits(maxAttempts: 500, maxLosses: 500)
    for seed in 0..<400 as Range<UInt64> {
      var simulation = Simulation(seed: seed, chaos: .init(), limits: limits)
      simulation.run(steps: 400)
      #expect(simulation.violations == [], "seed \(seed)")
      #expect(simulation.machine.outcome == .succeeded, "seed \(seed)")
    }
  }

  /// With the ordinary limits and worse luck a job may fail; but it ends, and leaves nothing.
  @Test func everyJobEnds() {
    var chaos = Simulation.Chaos()
    chaos.failure = 0.15
    chaos.death = 0.1
    chaos.lostInput = 0.1
    chaos.lostOutput = 0.1
    var outcomes: Set<JobState> = []
    for seed in 1000..<1400 as Range<UInt64> {
      var simulation = Simulation(seed: seed, chaos: chaos, limits: SchedulingLimits())
      simulation.run(steps: 2000)
      #expect(simulation.violations == [], "seed \(seed)")
      if let outcome = simulation.machine.outcome { outcomes.insert(outcome.state) }
    }
    #expect(outcomes == [.succeeded, .failed])
  }

  @Test func sameSeedSameStory() {
    for seed in 0..<20 as Range<UInt64> {
      var first = Simulation(seed: seed, chaos: .init(), limits: SchedulingLimits())
      first.run(steps: 400)
      var second = Simulation(seed: seed, chaos: .init(), limits: SchedulingLimits())
      second.run(steps: 400)
      #expect(first.trace == second.trace)
    }
  }
}
