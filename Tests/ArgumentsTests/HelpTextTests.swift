import Testing

@testable import Arguments

@Suite("Help")
struct HelpTextTests {
  @Test("the whole help of a command")
  func whole() {
    #expect(
      HelpText.text(for: spec, globals: globals) == """
        tool bake: bake what is named

        Usage: tool bake [options] OVEN [DISH...]

        The first paragraph is long enough that it has to be wrapped somewhere before
        its last word, as help is 80 wide. It goes on.

            kept as it is

        The last.

        Arguments:
          OVEN  where to bake
          DISH  what to bake (default: everything)

        Options:
          -f, --force          bake what is baked already
          -v, --verbose        say more (may be repeated)
          -j, --jobs N         how many ovens to heat (default: 1)
              --shift N        move it
          -s, --set KEY=VALUE  set an ingredient (may be repeated)
              --crust KIND     how it ends: thin, thick (default: thin)
              --a-name-longer-than-the-column
                               stands on a line of its own, and its text goes below it,
                               wrapped

        Options of every command:
          -C, --directory DIR  work in DIR
          -h, --help           show this help

        Exit statuses:
          0  baked
          2  usage

        Examples:
          tool bake -j 4 hot cake
              Bakes the cake in four ovens.

        """)
  }

  @Test("nothing is said of what a command lacks")
  func small() {
    #expect(
      HelpText.text(for: CommandSpec(name: "tool nap", summary: "nap"))
        == "tool nap: nap\n\nUsage: tool nap\n")
  }

  @Test("no line but one of a single long word is wider than 80")
  func width() {
    for length in 1...30 {
      let text = (0..<60).map { _ in String(repeating: "w", count: length) }.joined(separator: " ")
      for line in HelpText.wrap(text, indent: 20).split(separator: "\n") { #expect(line.count <= 80) }
    }
    #expect(HelpText.wrap(String(repeating: "w", count: 100), indent: 2).count == 103)
    #expect(HelpText.wrap("", indent: 2) == "  \n")
  }

  @Test("the same as Markdown")
  func markdown() {
    #expect(
      MarkdownHelp.chapter(for: spec) == """
        ## `tool bake`

        bake what is named

        ```
        tool bake [options] OVEN [DISH...]
        ```

        The first paragraph is long enough that it has to be wrapped somewhere before its last word, as help is 80 wide.
        It goes on.

            kept as it is

        The last.

        | Argument | |
        | --- | --- |
        | `OVEN` | where to bake |
        | `DISH` | what to bake (default: everything) |

        | Option | |
        | --- | --- |
        | `-f, --force` | bake what is baked already |
        | `-v, --verbose` | say more (may be repeated) |
        | `-j, --jobs N` | how many ovens to heat (default: 1) |
        | `--shift N` | move it |
        | `-s, --set KEY=VALUE` | set an ingredient (may be repeated) |
        | `--crust KIND` | how it ends: thin, thick (default: thin) |
        | `--a-name-longer-than-the-column` | stands on a line of its own, and its text goes below it, wrapped |

        | Exit status | |
        | --- | --- |
        | `0` | baked |
        | `2` | usage |

        ```
        tool bake -j 4 hot cake    # Bakes the cake in four ovens.
        ```

        """)
  }
}
