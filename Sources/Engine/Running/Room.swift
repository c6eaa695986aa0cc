import PipelineModel
import Platform

/// How much may run side by side: a number of commands, and of what is scarce as much as there is.
package struct Room: Sendable {
  /// How many commands may be under way at once.
  package let jobs: Int
  /// How much there is of each resource that has a limit.
  private let capacity: [String: Int]

  /// Room for `jobs` commands.
  ///
  /// - Parameter resources: how much there is of each; of processors, where it is not said, as many as this machine has,
  ///   or one for each job.
  package init(jobs: Int, resources: [String: Int] = [:]) {
    self.jobs = max(1, jobs)
    var capacity = resources
    if capacity[ResourceRequest.cpus] == nil {
      capacity[ResourceRequest.cpus] = max(jobs, Threads.processorCount)
    }
    self.capacity = capacity
  }

  /// What a stage takes up while its command runs.
  struct Demand: Hashable, Sendable {
    var amounts: [String: Int] = [:]
    var mutexes: [String] = []
  }

  /// What the commands under way take up together.
  struct Use: Sendable {
    private(set) var amounts: [String: Int] = [:]
    private(set) var mutexes: Set<String> = []

    mutating func add(_ demand: Demand) {
      for (name, amount) in demand.amounts { amounts[name, default: 0] += amount }
      mutexes.formUnion(demand.mutexes)
    }

    mutating func remove(_ demand: Demand) {
      for (name, amount) in demand.amounts { amounts[name, default: 0] -= amount }
      mutexes.subtract(demand.mutexes)
    }
  }

  /// What `stage` takes up: one processor where it says nothing, and never more than there is, so that a stage that asks
  /// for more runs where no other takes any of it.
  func demand(of stage: Stage) -> Demand {
    var demand = Demand(mutexes: stage.mutexes)
    for request in stage.resources {
      guard let limit = capacity[request.name] else { continue }
      demand.amounts[request.name] = min(request.amount, limit)
    }
    if demand.amounts[ResourceRequest.cpus] == nil { demand.amounts[ResourceRequest.cpus] = 1 }
    return demand
  }

  /// Whether there is room for `demand` beside what is in use.
  func fits(_ demand: Demand, beside use: Use) -> Bool {
    demand.mutexes.allSatisfy { !use.mutexes.contains($0) }
      && demand.amounts.allSatisfy { name, amount in
        capacity[name].map { use.amounts[name, default: 0] <= $0 - amount } ?? true
      }
  }
}
