import Arguments
import Platform
import Synchronization
import Testing

@testable import Commands

/// What a command line wrote, and how it ended.
struct Said {
  var output = ""
  var error = ""
  var status: Commands.ExitStatus
}

/// Runs `arguments` in this process, away from any project, with its output caught.
func lockstep(_ arguments: [String]) async throws -> Said {
  let caught = Caught()
  var environment = Environment(
    workingFolder: try #require(AbsolutePath("/")), variables: [], isTerminal: false,
    hasColour: (false, false),
    sink: { stream, bytes in
      caught.add(stream, bytes)
      return nil
    })
  let status = await CommandLineTool.run(arguments, in: &environment)
  return caught.said(status)
}

final class Caught: Sendable {
  private let bytes = Mutex<(output: [UInt8], error: [UInt8])>(([], []))

  func add(_ stream: StandardStream, _ more: [UInt8]) {
    bytes.withLock { if stream == .output { $0.output += more } else { $0.error += more } }
  }

  func said(_ status: Commands.ExitStatus) -> Said {
    bytes.withLock {
      Said(
        output: String(decoding: $0.output, as: UTF8.self), error: String(decoding: $0.error, as: UTF8.self),
        status: status)
    }
  }
}

@Suite("Finding the command")
struct DispatchTests {
  @Test("without a command the overview goes to standard error, and is a usage error")
  func nothing() async throws {
    let said = try await lockstep([])
    #expect(said.status == .usage)
    #expect(said.output == "")
    #expect(said.error == Help.overview)
    for spec in Verbs.specs { #expect(said.error.contains("\n  \(spec.verb.joined(separator: " "))")) }
  }

  @Test(
    "help is shown for the program, for a command, and whatever else is wrong",
    arguments: [
      (["--help"], "lockstep: "), (["help"], "lockstep: "), (["help", "repro"], "lockstep repro: "),
      (["repro", "--help"], "lockstep repro: "), (["-h", "repro"], "lockstep repro: "),
      (["explain", "-h"], "lockstep explain: "),
      (["repro", "train", "--frobnicate", "--help"], "lockstep repro: "),
    ])
  func help(arguments: [String], beginning: String) async throws {
    let said = try await lockstep(arguments)
    #expect(said.status == .done)
    #expect(said.output.hasPrefix(beginning))
    #expect(said.error == "")
  }

  @Test("the help of every command tells its usage, its options and its exit statuses")
  func everyHelp() async throws {
    for spec in Verbs.specs {
      let said = try await lockstep(spec.verb + ["--help"])
      #expect(said.status == .done)
      #expect(said.output == HelpText.text(for: spec, globals: Verbs.globals))
      #expect(said.output.contains("\nUsage: lockstep "))
      #expect(said.output.contains("\nExit statuses:\n  0"))
      #expect(spec.exits.contains(Commands.ExitStatus.usage.exit), "\(spec.name)")
      #expect(said.output.split(separator: "\n").allSatisfy { $0.count <= 80 }, "\(spec.name)")
    }
  }

  @Test(
    "what is unknown gets a suggestion",
    arguments: [
      (["stauts"], "error: unknown command 'stauts'\nhint: did you mean 'status'?\n"),
      (["frobnicate"], "error: unknown command 'frobnicate'\nhint: 'lockstep help' lists the commands\n"),
      (["help", "rpero"], "error: unknown command 'rpero'\nhint: did you mean 'repro'?\n"),
      (["metric", "show"], "error: unknown command 'metric'\nhint: did you mean 'metrics show'?\n"),
      (["help", "metricss"], "error: unknown command 'metricss'\nhint: did you mean 'metrics'?\n"),
      (["-C", "/dev/null", "status"], "error: '/dev/null', given with -C, is no folder\n"),
      (["repro", "--frce"], "error: unknown option '--frce'\nhint: did you mean '--force'?\n"),
      (["--jsn", "status"], "error: unknown option '--jsn'\nhint: did you mean '--json'?\n"),
      (["explain"], "error: argument STAGE is missing\nhint: usage: lockstep explain STAGE\n"),
      (["-C"], "error: option '-C' needs a value: -C DIR\n"),
      (
        ["repr\u{1B}[2Jo"],
        "error: unknown command 'repr\\u{1B}[2Jo'\nhint: 'lockstep help' lists the commands\n"
      ),
    ])
  func unknown(arguments: [String], error: String) async throws {
    let said = try await lockstep(arguments)
    #expect(said.status == .usage)
    #expect(said.error == error)
    #expect(said.output == "")
  }

  @Test("output that cannot be written is an error, where somebody was to read it")
  func lostOutput() async throws {
    for (code, status) in [(Int32(28), Commands.ExitStatus.stageFailed), (32, .done)] {
      let caught = Caught()
      var environment = Environment(
        workingFolder: try #require(AbsolutePath("/")), variables: [], isTerminal: false,
        hasColour: (false, false),
        sink: { stream, bytes in
          if stream == .error { caught.add(stream, bytes) }
          return stream == .error ? nil : SystemError(code: code, operation: "write to", path: [0x31])
        })
      #expect(await CommandLineTool.run(["version"], in: &environment) == status)
      let error = "error: not all of the output is there: cannot write to '1': No space left on device\n"
      #expect(caught.said(status).error == (status == .done ? "" : error))
    }
  }

  @Test("the first word of a group alone lists the group")
  func groups() async throws {
    for first in Set(Verbs.specs.filter { $0.verb.count > 1 }.compactMap(\.verb.first)) {
      let alone = try await lockstep([first])
      #expect(alone.status == .usage)
      let count = Verbs.specs.count { $0.verb.first == first }
      let hint = "hint: there \(count == 1 ? "is" : "are") '\(first) "
      #expect(alone.error.hasPrefix("error: command '\(first)' needs a second word\n\(hint)"))
      let help = try await lockstep([first, "--help"])
      #expect(help.status == .done)
      #expect(help.output.hasPrefix("lockstep \(first) "))
    }
  }

  @Test("the version, asked for in each way")
  func version() async throws {
    let said = try await lockstep(["version"])
    #expect(said.status == .done)
    #expect(said.output.hasPrefix("lockstep \(BuildInfo.version) ("))
    for format in [
      "pipeline.yaml", "pipeline.lock", "stage key", "tree", "run record", "journal", "stat cache",
    ] {
      #expect(said.output.contains("\(format) 1"))
    }
    #expect(try await lockstep(["--version"]).output == said.output)
    #expect(
      try await lockstep(["version", "--json"]).output.hasPrefix(
        "{\n  \"version\": \"\(BuildInfo.version)\",\n"))
  }

  @Test("exit statuses are a promise")
  func statuses() {
    #expect(Commands.ExitStatus.allCases.map(\.code) == Commands.ExitStatus.allCases.map(\.code).sorted())
    #expect(Set(Commands.ExitStatus.allCases.map(\.code)).count == Commands.ExitStatus.allCases.count)
    let known: [(Commands.ExitStatus, Int32)] = [
      (.done, 0), (.stageFailed, 1), (.usage, 2), (.invalid, 3), (.stale, 4), (.inconsistent, 5),
      (.gateFailed, 7), (.locked, 8),
      (.couldNotLook, 9), (.hungUp, 129), (.interrupted, 130), (.terminated, 143),
    ]
    for (status, code) in known { #expect(status.code == code) }
  }
}
