import Diagnostics
import Identity
import PipelineModel
import TestSupport
import Testing

@testable import Engine

/// The scheduler by itself: no file, no process, no clock.
@Suite struct ScheduleTests {
  private func stage(
    _ number: Int, needs: [Int] = [], mutexes: [String] = [], cpus: Int? = nil
  ) throws -> Stage {
    let span = SourceSpan(file: "pipeline.yaml", line: 1, column: 1)
    var stage = Stage(
      id: StageID(folder: .root, name: try #require(StageName("s\(number)"))), span: span,
      command: .script("true"), workingFolder: .root,
      dependencies: try needs.map { Dependency(try RelativePath("o\($0)"), at: span) },
      outputs: [Output(try RelativePath("o\(number)"), at: span)])
    stage.mutexes = mutexes
    if let cpus { stage.resources = [ResourceRequest(ResourceRequest.cpus, cpus, at: span)] }
    return stage
  }

  private func schedule(_ stages: [Stage], jobs: Int, resources: [String: Int] = [:]) -> Schedule {
    Schedule(
      StageGraph(stages: stages), selection: Set(stages.indices),
      room: Room(jobs: jobs, resources: resources))
  }

  /// Begins all that may begin, and says what.
  private func begin(_ schedule: inout Schedule) -> [Int] {
    var begun: [Int] = []
    while let stage = schedule.next() {
      schedule.transition(stage, .began)
      begun.append(stage)
    }
    return begun
  }

  @Test func `a stage whose inputs are read takes up a job and nothing else, and has its turn again`() throws
  {
    var schedule = schedule(
      [try stage(0, mutexes: ["m"]), try stage(1, mutexes: ["m"]), try stage(2)], jobs: 2)
    #expect(schedule.next() == 0)
    schedule.transition(0, .reads)
    #expect(schedule.running == 1)
    #expect(begin(&schedule) == [1])
    schedule.transition(0, .hasRead)
    // The mutex is another's now; it goes on when that has ended, before those behind it.
    #expect(begin(&schedule) == [2])
    #expect(schedule.unfinished == [0, 1, 2])
    schedule.transition(1, .ended(made: true))
    #expect(begin(&schedule) == [0])
  }

  @Test func `a diamond runs its middle side by side`() throws {
    var schedule = schedule(
      [try stage(0), try stage(1, needs: [0]), try stage(2, needs: [0]), try stage(3, needs: [1, 2])],
      jobs: 2)
    #expect(begin(&schedule) == [0])
    schedule.transition(0, .ended(made: true))
    #expect(begin(&schedule) == [1, 2])
    schedule.transition(2, .ended(made: true))
    #expect(begin(&schedule) == [])
    schedule.transition(1, .ended(made: true))
    #expect(begin(&schedule) == [3])
    #expect(schedule.unfinished == [3])
    schedule.transition(3, .ended(made: true))
    #expect(schedule.unfinished == [])
  }

  @Test func `with one job the order is the graph's`() throws {
    var schedule = schedule(
      [try stage(0, needs: [2]), try stage(1), try stage(2), try stage(3, needs: [1])], jobs: 1)
    var order: [Int] = []
    while let stage = schedule.next() {
      schedule.transition(stage, .began)
      #expect(schedule.next() == nil)
      schedule.transition(stage, .ended(made: true))
      order.append(stage)
    }
    #expect(order == [1, 2, 0, 3])
  }

  @Test func `no two running stages share a mutex`() throws {
    var schedule = schedule(
      [try stage(0, mutexes: ["db"]), try stage(1, mutexes: ["db"]), try stage(2)], jobs: 8)
    #expect(begin(&schedule) == [0, 2])
    schedule.transition(0, .ended(made: true))
    #expect(begin(&schedule) == [1])
  }

  @Test func `running stages take no more of a resource than there is`() throws {
    var schedule = schedule(
      [try stage(0, cpus: 2), try stage(1, cpus: 2), try stage(2, cpus: 1)], jobs: 8,
      resources: ["cpus": 3])
    #expect(begin(&schedule) == [0, 2])
    schedule.transition(0, .ended(made: true))
    #expect(begin(&schedule) == [1])
  }

  @Test func `a stage that asks for more than there is runs alone`() throws {
    var schedule = schedule(
      [try stage(0), try stage(1, cpus: 64), try stage(2)], jobs: 8, resources: ["cpus": 2])
    #expect(begin(&schedule) == [0, 2])
    schedule.transition(0, .ended(made: true))
    #expect(begin(&schedule) == [])
    schedule.transition(2, .ended(made: true))
    #expect(begin(&schedule) == [1])
  }

  @Test func `what is made on demand waits until it is asked for, and who asked waits for it`() throws {
    var schedule = schedule([try stage(0), try stage(1, needs: [0])], jobs: 4)
    #expect(schedule.next() == 0)
    schedule.transition(0, .settled)
    #expect(schedule.progress[0] == .onDemand)
    #expect(schedule.next() == 1)
    schedule.transition(1, .held(for: [0]))
    #expect(begin(&schedule) == [0])
    #expect(schedule.progress[1] == .held(1))
    schedule.transition(0, .ended(made: true))
    #expect(begin(&schedule) == [1])
  }

  @Test func `nothing begins after a stop`() throws {
    var schedule = schedule([try stage(0), try stage(1), try stage(2, needs: [0])], jobs: 1)
    #expect(begin(&schedule) == [0])
    schedule.stop()
    schedule.transition(0, .ended(made: false))
    #expect(begin(&schedule) == [])
    #expect(schedule.unfinished == [1, 2])
  }
}
