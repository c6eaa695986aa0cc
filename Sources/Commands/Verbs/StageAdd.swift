import Arguments
import Diagnostics
import Documents
import Engine
import Identity
import PipelineModel
import Platform

/// `lockstep stage add`: writes a stage into the pipeline file.
struct StageAdd: Command {
  static let spec = CommandSpec(
    name: "lockstep stage add", summary: "add a stage to pipeline.yaml",
    discussion: """
      Writes the stage into this folder's pipeline.yaml, which keeps its comments and order, after the whole project was \
      read with it. Paths are relative to the stage's working folder. What follows the first word of the command belongs \
      to the command.
      """,
    positionals: [
      PositionalSpec("COMMAND", .command, help: "one argument is a script; several are quoted and joined")
    ],
    options: [
      OptionSpec("name", short: "n", value: .text("NAME"), help: "the stage's name"),
      OptionSpec("force", short: "f", help: "replace the stage of that name"),
    ]
      + lists.map {
        OptionSpec($0.long, short: $0.short, value: .text($0.value), isRepeated: true, help: $0.help)
      }
      + [
        OptionSpec("wdir", short: "w", value: .text("DIR"), help: "the folder that the command runs in"),
        OptionSpec("always-changed", help: "run the stage every time"),
        OptionSpec("desc", value: .text("TEXT"), help: "what the stage is for"),
        OptionSpec("run", help: "run the stage at once"),
      ],
    exits: [.done, .stageFailed, .usage, .invalid, .locked, .interrupted],
    examples: [
      .init(
        "lockstep stage add -n train -d train.py -p lr -o model.pkl python train.py",
        "a stage that trains a model")
    ])

  /// The options that may be given several times.
  private static let lists: [(long: String, short: Character?, value: String, help: String)] = [
    ("deps", "d", "PATH", "a file or folder that the command reads"),
    ("params", "p", "[FILE:]KEYS", "params that it reads, joined by commas; FILE: alone for the whole file"),
    ("outs", "o", "PATH", "a file or folder that it writes"),
    ("outs-no-cache", "O", "PATH", "the same, kept out of the cache"),
    ("outs-persist", nil, "PATH", "an out that stays in place when the stage runs"),
    ("outs-persist-no-cache", nil, "PATH", "the same, kept out of the cache"),
    ("metrics", "m", "PATH", "a metrics file that it writes"),
    ("metrics-no-cache", "M", "PATH", "the same, kept out of the cache"),
    ("plots", nil, "PATH", "a plots file that it writes"),
    ("plots-no-cache", nil, "PATH", "the same, kept out of the cache"),
  ]

  private let name: StageName
  private let body: Node
  private let workingFolder: String?
  private let replaces: Bool
  private let runs: Bool
  private let asJSON: Bool

  init(_ arguments: ParsedArguments) throws {
    guard let text = arguments.text("name") else {
      throw Diagnostic("the stage needs a name", hint: "--name NAME")
    }
    guard let name = StageName(text), !text.contains("@") else {
      throw Diagnostic(
        "'\(text)' is no name of a stage",
        hint: "letters, digits, '-', '_' and '.', beginning with a letter, a digit or '_'")
    }
    self.name = name
    body = try Self.body(arguments)
    workingFolder = arguments.text("wdir")
    replaces = arguments.has("force")
    runs = arguments.has("run")
    asJSON = arguments.has("json")
  }

  func run(in environment: Environment) async throws -> ExitStatus {
    let stage = try add(environment)
    if asJSON, !runs {
      environment.write(["stage": .string(stage.name.text), "file": .string(stage.fileName)])
    } else if !asJSON {
      environment.print("stage '\(stage.name)' is in \(stage.fileName)")
    }
    guard runs else { return .done }
    let words = ["--single-item", stage.name.text] + (asJSON ? ["--json"] : [])
    return try await Repro(ArgumentParser.parse(words, spec: Repro.spec, globals: Verbs.globals))
      .run(in: environment)
  }

  /// Adds the stage, under the project's lock for no longer than that takes.
  private func add(_ environment: Environment) throws -> StageID {
    let context = try ProjectContext(environment)
    let session = try context.session(for: "stage add", in: environment)
    let stage = StageID(folder: context.folder, name: name)
    try checkFolder(session, context)
    var edits = StageEdits(session)
    try edits.add(stage, body, replacing: replaces)
    try session.close()
    return stage
  }

  /// Refuses a working folder that is not there and that no stage makes; what is wrong with it as a path is said later.
  private func checkFolder(_ session: WriteSession, _ context: ProjectContext) throws {
    guard let text = workingFolder, let path = try? RelativePath(resolving: text, in: context.folder),
      !path.isRoot, try context.project.workspace.status(path, followingLinks: true)?.kind != .folder,
      !session.model.graph.stages.contains(where: { $0.outputs.contains { $0.path.overlaps(path) } })
    else { return }
    throw Diagnostic("wdir '\(text)' is no folder", hint: "make it first")
  }

  // MARK: The stage as it is written

  private static func body(_ arguments: ParsedArguments) throws -> Node {
    var entries: [(String, Node)] = []
    if let text = arguments.text("desc") { entries.append(("desc", .string(text))) }
    entries.append(("cmd", .string(command(arguments.all("COMMAND")))))
    if let folder = arguments.text("wdir") { entries.append(("wdir", .string(folder))) }
    let groups: [(key: String, options: [String])] = [
      ("deps", ["deps"]), ("params", []),
      ("outs", ["outs", "outs-no-cache", "outs-persist", "outs-persist-no-cache"]),
      ("metrics", ["metrics", "metrics-no-cache"]), ("plots", ["plots", "plots-no-cache"]),
    ]
    for (key, options) in groups {
      let items =
        key == "params"
        ? try params(arguments.all("params"))
        : options.flatMap { option in arguments.all(option).map { path($0, option) } }
      if !items.isEmpty { entries.append((key, .sequence(items))) }
    }
    if arguments.has("always-changed") { entries.append(("always_changed", .bool(true))) }
    return .mapping(entries)
  }

  /// One word is a script as it stands; several are one command, quoted where a shell would read more into them.
  private static func command(_ words: [String]) -> String {
    words.count == 1 ? words[0] : words.map(ShellText.quoted).joined(separator: " ")
  }

  private static func path(_ text: String, _ option: String) -> Node {
    var flags: [(String, Node)] = []
    if option.hasSuffix("no-cache") { flags.append(("cache", .bool(false))) }
    if option.hasPrefix("outs-persist") { flags.append(("persist", .bool(true))) }
    return flags.isEmpty ? .string(text) : .mapping([(text, .mapping(flags))])
  }

  private static func params(_ requests: [String]) throws -> [Node] {
    var own: [Node] = []
    var files: [(name: String, keys: [Node])] = []
    for request in requests {
      let cut = request.firstIndex(of: ":")
      let file = cut.map { String(request[..<$0]) } ?? Pipeline.paramsName
      let keys = request[(cut.map { request.index(after: $0) } ?? request.startIndex)...]
        .split(separator: ",").map { Node.string(String($0)) }
      if file.isEmpty || keys.isEmpty && cut == nil {
        throw Diagnostic(
          "'\(request)' names no params", hint: "--params lr,epochs or --params FILE:lr,epochs")
      }
      if file == Pipeline.paramsName, !keys.isEmpty {
        own += keys
      } else if let index = files.firstIndex(where: { $0.name == file }) {
        files[index].keys += keys
      } else {
        files.append((file, keys))
      }
    }
    return own
      + files.map { .mapping([($0.name, $0.keys.isEmpty ? .null : .sequence($0.keys))]) }
  }
}

extension StageID {
  /// The pipeline file that declares it.
  var fileName: String { folder.isRoot ? Pipeline.fileName : "\(folder)/\(Pipeline.fileName)" }
}
