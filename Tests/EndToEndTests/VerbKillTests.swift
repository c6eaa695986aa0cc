import TestSupport
import Testing

/// The verbs beside `repro`, killed before a change that they make: files are old or new, and the same again finishes.
@Suite(.enabled(if: Requirement.strace, "needs strace, and the right to trace"))
struct VerbKillTests {
  private static let pipeline = """
    stages:
      a: {cmd: mkdir -p d/e; cp in.txt d/1; cp in.txt d/e/2, deps: [in.txt], outs: [d]}
      b: {cmd: cat d/1 > b.txt, deps: [d], outs: [b.txt]}

    """

  /// A verb, and what is done before to a project that was run.
  struct Verb: CustomTestStringConvertible, Sendable {
    let words: String
    let before: String
    var testDescription: String { words }
  }

  private static let damage =
    "o=$(grep -l 1 .lockstep/cache/sha256/*/* | head -1); chmod u+w $o; echo bad > $o"

  private static let verbs = [
    Verb(words: "checkout", before: "rm -r d; echo mine > b.txt"),
    Verb(
      words: "checkout --relink",
      before: "printf 'cache: {types: [hardlink]}\\n' > .lockstep/config.local.yaml"),
    Verb(
      words: "unprotect b.txt d",
      before:
        "printf 'cache: {types: [hardlink]}\\n' > .lockstep/config.local.yaml; \"$lockstep\" checkout --relink"
    ),
    Verb(words: "accept b", before: "sed -i 's/cat/ cat/' pipeline.yaml; echo more >> b.txt"),
    Verb(words: "check --repair", before: damage),
    Verb(words: "stage add -n c -d b.txt -o c.txt 'cp b.txt c.txt'", before: ":"),
    Verb(words: "rename b other", before: ":"),
    Verb(words: "remove --outs b", before: ":"),
    Verb(words: "freeze a", before: ":"),
    Verb(words: "install", before: "git init -q ."),
    Verb(words: "init", before: "rm .lockstep/config.yaml; git init -q ."),
  ]

  @Test(arguments: verbs) func `is killed, and done again`(_ verb: Verb) throws {
    try Workspace.with { space in
      try space.project(Self.pipeline, ["in.txt": "1\n"])
      try space.repro()
      let lockstep = "lockstep='\(try Workspace.built("lockstep"))'"
      let prepared = try space.shell(
        """
        \(lockstep); export GIT_CONFIG_GLOBAL=/dev/null
        (\(verb.before)) > ../before 2>&1 || cat ../before
        cp -a . ../begin; cp -a . ../good; cp -a . ../count; cd ../good; "$lockstep" \(verb.words) > ../good.out 2>&1 || cat ../good.out
        """)
      #expect(prepared.output == "")
      let built = try Workspace.built("lockstep")
      let calls = try SystemCall.made(by: "'\(built)' -C ../count \(verb.words)", space)
      #expect(calls.count > 5)
      var hits = 0
      for call in SystemCall.some(6, of: calls) {
        let result = try space.shell(
          """
          set +e
          \(lockstep)
          rm -rf ../try; cp -a ../begin ../try; cd ../try
          \(call.killer) "$lockstep" \(verb.words) > killed.out 2>&1; echo $? > ../ended
          \(Self.files) | while read -r file; do
            cmp -s $file ../begin/$file || cmp -s $file ../good/$file || echo "$file is neither old nor new"
          done
          "$lockstep" \(verb.words) > again.out 2>&1
          rm -f killed.out again.out
          diff -r -x .lockstep -x .git . ../good
          diff .lockstep/config.yaml ../good/.lockstep/config.yaml; diff -r -x index .git ../good/.git 2> /dev/null
          "$lockstep" check > ../out 2>&1 || cat ../out
          "$lockstep" repro > ../out 2>&1 || cat ../out
          # What was being written goes when something is written again.
          echo 2 > in.txt; "$lockstep" repro > ../out 2>&1 || cat ../out
          find .lockstep/tmp .lockstep/cache/tmp -type f 2> /dev/null
          test ! -e .lockstep/journal || echo journal
          """)
        #expect(result.output == "", "killed at \(call)")
        if try space.shell("cat ../ended").output == "137\n" { hits += 1 }
      }
      #expect(hits > 3)
      FaultAmount.report("\(hits) kills of '\(verb.words)', all put right")
    }
  }

  /// The files that people wrote, and the lock.
  private static let files = "ls pipeline.yaml pipeline.lock .gitignore .lockstep/config.yaml 2> /dev/null"
}
