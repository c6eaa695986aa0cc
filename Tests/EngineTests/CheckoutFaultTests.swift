import Engine
import PipelineModel
import Platform
import Store
import TestSupport
import Testing

/// Changes refused while outs are put back or the cache is repaired: once or from then on, at every one of them.
@Suite(.serialized) struct CheckoutFaultTests {
  private static let pipeline = """
    stages:
      one: {cmd: mkdir -p d/e; cp in.txt d/a; cp in.txt d/e/b, deps: [in.txt], outs: [d]}
      two: {cmd: cat d/a d/e/b > two.txt, deps: [d], outs: [two.txt]}
    """

  /// A project whose outs are gone, another or in the way, and one of whose objects is damaged.
  private func prepare(_ space: Workspace, damaged: Bool) throws {
    try space.write("pipeline.yaml", Self.pipeline)
    try space.write("in.txt", "first")
    _ = try space.repro()
    if damaged {
      let object = "o=$(grep -l firstfirst .lockstep/cache/sha256/*/*)"
      try space.shell("\(object); chmod u+w $o; echo bad > $o; chmod a-w $o")
    } else {
      try space.shell("rm -r d; echo mine > two.txt")
    }
  }

  private func checkout(_ space: Workspace, _ observer: (any MutationObserver)?) throws {
    let session = try WriteSession(try space.project(observer: observer), command: "test") { _ in }
    _ = try Checkout(session).run(Set(session.model.graph.order))
  }

  private func repair(_ space: Workspace, _ observer: (any MutationObserver)?) throws {
    _ = try CacheRepair(WriteSession(try space.project(observer: observer), command: "test") { _ in })
  }

  @Test(arguments: [false, true]) func aRefusedChangeIsMadeGoodByTheSameVerbAgain(_ repairs: Bool) throws {
    let verb = repairs ? repair : checkout
    let all = RecordingObserver()
    try Workspace.with { space in
      try prepare(space, damaged: repairs)
      try verb(space, all)
    }
    let changes = all.mutations.count
    #expect(changes > 5)
    for count in 0..<changes {
      for (code, once) in [(28, true), (28, false), (5, true), (13, false)] as [(Int32, Bool)] {
        try Workspace.with { space in
          try prepare(space, damaged: repairs)
          let what = Comment(rawValue: "\(code) after \(count) of \(changes) changes\(once ? ", once" : "")")
          _ = Result { try verb(space, FaultingObserver(after: count, code: code, once: once)) }
          #expect(space.exists("two.txt") || space.exists(".lockstep/trash"), what)
          try verb(space, nil)
          #expect(try space.project().store().check().isClean, what)
          #expect(try space.read("two.txt") == "firstfirst" && space.read("d/e/b") == "first", what)
          #expect(try space.isUpToDate(), what)
          if !repairs { #expect(try space.shell("cat .lockstep/trash/*/two.txt").output == "mine\n", what) }
        }
      }
    }
    FaultAmount.report(
      "\(changes * 4) refused changes of \(repairs ? "a repair" : "a checkout"), all put right")
  }
}
