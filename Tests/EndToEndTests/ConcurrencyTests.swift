import TestSupport
import Testing

/// Writers that do not know of each other: in the outs, in the inputs, in one cache; and no room on the disk.
@Suite struct ConcurrencyTests {
  @Test func `two clones over one cache, at once`() throws {
    try Workspace.with { space in
      let stages = (1...4).map {
        "  s\($0):\n    cmd: mkdir o\($0) && cat in.txt > o\($0)/a && echo \($0) > o\($0)/b\n    deps: [in.txt]\n    outs: [o\($0)]\n"
      }
      try space.project("stages:\n" + stages.joined(), ["in.txt": "1\n"])
      try space.write(".lockstep/config.local.yaml", "cache:\n  dir: \(space.home)/cache\n")
      for round in 0..<FaultAmount.times(3, nightly: 60) {
        let result = try space.shell(
          """
          lockstep='\(Workspace.built("lockstep"))'
          echo \(round) > in.txt
          for clone in 1 2 3; do
            rm -rf ../clone$clone; cp -a . ../clone$clone
            (cd ../clone$clone && "$lockstep" repro > out 2>&1; echo $? > status) &
          done
          wait
          cat ../clone?/status
          cmp ../clone1/pipeline.lock ../clone2/pipeline.lock; cmp ../clone2/pipeline.lock ../clone3/pipeline.lock
          (cd ../clone1 && "$lockstep" check > /dev/null; echo $?)
          """)
        #expect(result.output == "0\n0\n0\n0\n", "round \(round): \(result.errors)")
      }
    }
  }

  @Test(arguments: ["copy", "reflink", "hardlink", "symlink"])
  func `a writer that goes on after its stage spoils no object`(_ link: String) throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: setsid sh -c 'exec 3>>out.bin; while [ ! -e stop ]; do echo more >&3; sleep 0.001; done' > /dev/null 2>&1 & sleep 0.05; head -c 300000 /dev/zero >> out.bin\n    outs: [out.bin]\n"
      )
      try space.write(".lockstep/config.yaml", "version: 1\ncache:\n  types: [\(link)]\n")
      let run = try space.lockstep("repro")
      // Either its bytes were still while they were hashed, or the stage failed.
      #expect(run.status == 0 || run.output.contains("'out.bin' changed while it was read"))
      #expect(try space.lockstep("check").status == 0)
      try space.shell("touch stop; sleep 0.05")
      #expect(try space.lockstep("check").status == 0)
      #expect(try space.lockstep("check", "--repair").status <= 5)
    }
  }

  @Test func `a background process that its command leaves fails the stage, and is ended`() throws {
    try Workspace.with { space in
      try space.project(
        "stages:\n  a:\n    cmd: sleep 60 & echo $! > pid; echo 1 > out.txt\n    outs: [out.txt]\n")
      let run = try space.lockstep("repro")
      #expect(run.status == 1)
      #expect(
        run.output.contains(
          "failed     a  its command left processes running in the background; they were ended"))
      #expect(try space.shell("kill -0 $(cat pid) 2> /dev/null || echo gone").output == "gone\n")
      #expect(!space.exists("out.txt"))
    }
  }

  @Test(arguments: [("INT", 130), ("TERM", 143), ("HUP", 129)], ["plain", "stubborn", "background"])
  func `signals to the runner alone and to its group`(_ signal: (String, Int), _ kind: String) throws {
    let commands = [
      "plain": "echo $$ > pid; sleep 30; echo 1 > out.txt",
      "stubborn": "trap '' INT TERM HUP; echo $$ > pid; while :; do sleep 0.05; done",
      "background": "(trap '' INT TERM HUP; sleep 30) & echo $! > pid; wait",
    ]
    for target in ["$run", "-$run"] {
      try Workspace.with { space in
        try space.project(
          "stages:\n  a:\n    cmd: \(try #require(commands[kind]))\n    outs: [out.txt]\n",
          ["out.txt": "mine\n"])
        let result = try space.shell(
          """
          set +e
          setsid sh -c 'echo $$ > run.pid; exec "$0" repro' '\(Workspace.built("lockstep"))' > out 2>&1 &
          job=$!
          tries=0
          while [ ! -s pid ] && [ $tries -lt 1000 ]; do sleep 0.01; tries=$((tries + 1)); done
          run=$(cat run.pid); kill -\(signal.0) \(target); wait $job; echo $?
          grep -s '^State:.[^Z]' /proc/$(cat pid)/status
          cat out.txt
          """)
        #expect(result.output == "\(signal.1)\nmine\n", "\(kind), \(target)")
      }
    }
  }

  @Test(
    .enabled(if: Requirement.mounting, "needs to mount a file system"), arguments: [0, 16, 40, 64, 100, 160])
  func `a disk that fills up costs the run and nothing else`(_ free: Int) throws {
    try Workspace.with { space in
      try space.shell(
        #"""
        mkdir small
        cat > script <<'END'
        set +e
        mount -t tmpfs -o size=1m none small; cd small
        mkdir .lockstep; echo 'version: 1' > .lockstep/config.yaml
        printf 'stages:\n  a:\n    cmd: cp in.txt a.txt; head -c 60000 /dev/zero >> a.txt\n    deps: [in.txt]\n    outs: [a.txt]\n' > pipeline.yaml
        echo 1 > in.txt; "$lockstep" repro > out 2>&1 || cat out
        cp pipeline.lock ..; echo 2 > in.txt
        dd if=/dev/zero of=filler bs=4096 2> /dev/null; truncate -s -${free}k filler
        "$lockstep" repro > ../full 2>&1; echo $? > ../status
        "$lockstep" status > ../look 2>&1 || cat ../look
        [ "$(cat ../status)" = 0 ] || { cmp pipeline.lock ../pipeline.lock; head -c 2 a.txt | cmp - ../one; }
        rm filler; "$lockstep" repro > out 2>&1 || cat out
        "$lockstep" check > out 2>&1 || cat out
        head -c 2 a.txt
        find .lockstep/tmp .lockstep/cache/tmp -type f 2> /dev/null
        END
        printf '1\n' > one
        """#)
      let run = try space.shell(
        "lockstep='\(Workspace.built("lockstep"))' free=\(free) unshare -m sh script")
      let full = try space.read("full")
      #expect(run.output == "2\n", "\(full)")
      if try space.read("status") != "0\n" { #expect(full.contains("No space left on device")) }
      // However it went, there is a sum.
      #expect(full.contains("\n1 stage: 1 "), "\(full)")
    }
  }
}
