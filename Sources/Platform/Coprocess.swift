import CPlatform
import Glibc

/// A program that answers what it is asked: requests go to its standard input, answers come from its standard output.
///
/// For programs of this machine, such as `git cat-file --batch`; what a stage runs goes through `ProcessRunner`. One
/// answer is read before the next request is written; the calling thread waits for it. The program is killed where this
/// value ends, so it must be one that only reads.
package struct Coprocess: ~Copyable {
  private let name: [UInt8]
  private let identifier: pid_t
  private let input: FileDescriptor
  private let pipes: Pipes
  /// What came; what was asked for already stands before `next`.
  private var waiting: [UInt8] = []
  private var next = 0
  /// Where output is read into.
  private var buffer = [UInt8](repeating: 0, count: 64 << 10)
  private var isAtEnd = false
  /// The first of what the program wrote to its standard error.
  package private(set) var errors: [UInt8] = []

  private struct Pipes: ~Copyable {
    let output: Pipe
    let errors: Pipe
  }

  /// More is not kept of what the program complains of.
  private static let mostErrors = 4096

  /// Starts `child`.
  ///
  /// - Throws: `SystemError` when it cannot be started: the program or the folder is missing.
  package init(_ child: ChildProcess) throws(SystemError) {
    name = child.program.bytes
    var ends: [CInt] = [-1, -1]
    // A socket, as a write to a pipe that nobody reads would end this process by a signal.
    // SAFETY: the array has the two elements that socketpair fills.
    guard unsafe lockstep_socket_pair(&ends) == 0 else {
      throw SystemError.last("make", Array("a socket".utf8))
    }
    let ours = try FileDescriptor(ends[0], "make", Array("a socket".utf8))
    let theirs = try FileDescriptor(ends[1], "make", Array("a socket".utf8))
    var output = try Pipe()
    var errors = try Pipe()
    identifier = try ProcessRunner.spawn(
      child, input: theirs.number, output: output.writing, errors: errors.writing)
    output.closeWriting()
    errors.closeWriting()
    input = ours
    pipes = Pipes(output: output, errors: errors)
  }

  /// Ends the program and what it started: what it was for is done.
  deinit {
    kill(-identifier, SIGKILL)
    while waitpid(identifier, nil, 0) < 0 && errno == EINTR { continue }
  }

  /// Sends `bytes`.
  ///
  /// - Throws: `SystemError` with `EPIPE` when the program has ended.
  package func write(_ bytes: [UInt8]) throws(SystemError) {
    var done = 0
    while done < bytes.count {
      // SAFETY: the rest of the array is valid for the length of the call.
      let count = unsafe bytes.withUnsafeBytes { buffer in
        retrying {
          unsafe lockstep_send(input.number, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
        }
      }
      guard count > 0 else { throw SystemError.last("write to", name) }
      done += count
    }
  }

  /// Tells the program that no more requests follow.
  package func endInput() { shutdown(input.number, Int32(SHUT_WR)) }

  /// The next line without its line feed; nil where the output has ended.
  ///
  /// - Throws: `SystemError` with `EFBIG` when it is longer than `limit`.
  package mutating func readLine(limit: Int = 1 << 20) throws(SystemError) -> [UInt8]? {
    var searched = 0
    while true {
      if let end = waiting[(next + searched)...].firstIndex(of: 0x0A) {
        let line = Array(waiting[next..<end])
        next = end + 1
        return line
      }
      searched = waiting.count - next
      guard searched <= limit else { throw SystemError(code: EFBIG, operation: "read from", path: name) }
      if try !fill() { return nil }
    }
  }

  /// The next `count` bytes.
  ///
  /// - Throws: `SystemError` with `EPIPE` where the output ends before.
  package mutating func read(_ count: Int) throws(SystemError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(min(count, 1 << 20))
    try take(count) { result += $0 }
    return result
  }

  /// Passes over the next `count` bytes.
  package mutating func skip(_ count: Int) throws(SystemError) { try take(count) { _ in } }

  private mutating func take(_ count: Int, _ body: (ArraySlice<UInt8>) -> Void) throws(SystemError) {
    var rest = count
    while rest > 0 {
      if next == waiting.count, try !fill() {
        throw SystemError(code: EPIPE, operation: "read from", path: name)
      }
      let part = waiting[next...].prefix(rest)
      rest -= part.count
      next += part.count
      body(part)
    }
  }

  /// Waits for more output and keeps it; false where there is no more.
  ///
  /// Complaints are read meanwhile, so that the program never waits for us to read them.
  private mutating func fill() throws(SystemError) -> Bool {
    waiting.removeFirst(next)
    next = 0
    while !isAtEnd {
      var watched = [
        pollfd(fd: pipes.output.reading, events: Int16(POLLIN), revents: 0),
        pollfd(fd: pipes.errors.reading, events: Int16(POLLIN), revents: 0),
      ]
      // SAFETY: the array holds as many elements as its count says.
      guard unsafe poll(&watched, nfds_t(watched.count), -1) >= 0 || errno == EINTR else {
        throw SystemError.last("wait for", name)
      }
      if watched[1].revents & Int16(POLLIN) != 0 {
        let count = Self.read(pipes.errors.reading, into: &buffer)
        errors += buffer.prefix(max(0, min(count, Self.mostErrors - errors.count)))
      }
      if watched[0].revents != 0 {
        let count = Self.read(pipes.output.reading, into: &buffer)
        guard count >= 0 else { throw SystemError.last("read from", name) }
        waiting += buffer.prefix(count)
        if count > 0 { return true }
        isAtEnd = true
        drainErrors()
      }
    }
    return false
  }

  /// What the program complained of before it ended.
  private mutating func drainErrors() {
    while errors.count < Self.mostErrors {
      let count = Self.read(pipes.errors.reading, into: &buffer)
      guard count > 0 else { return }
      errors += buffer.prefix(min(count, Self.mostErrors - errors.count))
    }
  }

  private static func read(_ number: CInt, into buffer: inout [UInt8]) -> Int {
    let capacity = buffer.count
    // SAFETY: the buffer has `capacity` bytes.
    return retrying { unsafe Glibc.read(number, &buffer, capacity) }
  }
}
