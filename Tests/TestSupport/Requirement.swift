/// What some tests need of the machine; where it is not to be had they are skipped, saying so.
package enum Requirement {
  /// Whether a shell script ends well here.
  package static func holds(_ script: String) -> Bool {
    ((try? Workspace.with { try $0.shell(script) })?.status ?? 1) == 0
  }

  /// Whether `strace` is there and may trace.
  package static let strace = holds("strace -o trace -e trace=none true")

  /// Whether a file system in memory can be mounted, for this test alone.
  package static let mounting = holds("mkdir m; unshare -m sh -c 'mount -t tmpfs none m'")

  /// Whether a file system in a file can be made and mounted, for this test alone.
  package static let loopDevice = holds(
    "truncate -s 16M i; mke2fs -q -t ext3 -I 128 i 2> /dev/null; mkdir m; unshare -m mount -o loop i m")

  /// Whether there is a user whom permissions bind: root can become one.
  package static let permissions = holds(
    "[ \"$(id -u)\" != 0 ] || setpriv --reuid=65534 --clear-groups true")
}
