// Times of reading tables, for the scripts beside this folder. Prints one line: the time of reading and that of
// reading and summing every numeric column, in milliseconds; the peak memory in bytes; the sum.
//
//   table-bench read PATH [threads]   the whole table into memory, then the sums
//   table-bench scan PATH [threads]   the numeric columns of an Arrow file, where they lie
//   table-bench write PATH TO         the table from one file into another, no sums

import Diagnostics
import Platform
import Tables

/// Four sums side by side, so that one addition need not wait for the last.
@inline(__always)
func sum<Number>(_ numbers: Span<Number>, _ add: (Number, Number) -> Number, zero: Number) -> Number {
  var sums = (zero, zero, zero, zero)
  let whole = numbers.count & ~3
  for index in stride(from: 0, to: whole, by: 4) {
    sums.0 = add(sums.0, numbers[index])
    sums.1 = add(sums.1, numbers[index + 1])
    sums.2 = add(sums.2, numbers[index + 2])
    sums.3 = add(sums.3, numbers[index + 3])
  }
  var total = add(add(sums.0, sums.1), add(sums.2, sums.3))
  for index in whole..<numbers.count { total = add(total, numbers[index]) }
  return total
}

func sum(_ integers: Span<Int64>, _ validity: Validity) -> Double {
  guard case .bits = validity else { return Double(sum(integers, &+, zero: 0)) }
  var total: Int64 = 0
  for row in integers.indices { total &+= validity[row] ? integers[row] : 0 }
  return Double(total)
}

func sum(_ floats: Span<Double>, _ validity: Validity) -> Double {
  guard case .bits = validity else { return sum(floats, +, zero: 0) }
  var total = 0.0
  for row in floats.indices { total += validity[row] ? floats[row] : 0 }
  return total
}

func milliseconds(since start: Int64) -> Double { Double((SystemClock.monotonic - start) / 1000) / 1000 }

func report(_ read: Double, _ all: Double, _ sums: [Double]) {
  let line = "\(read) \(all) \(CurrentProcess.peakMemory) \(sums.reduce(0, +))\n"
  StandardStream.output.write(Array(line.utf8))
}

func fail(_ message: String) -> Never {
  StandardStream.error.write(Array("table-bench: \(message)\n".utf8))
  CurrentProcess.exit(2)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { fail("table-bench read|scan PATH [threads], table-bench write PATH TO") }
let folder = try CurrentProcess.workingFolder()
let path = AbsolutePath(resolving: arguments[2], against: folder)
let threads = arguments.count > 3 ? Int(arguments[3]) ?? 1 : Threads.processorCount
let start = SystemClock.monotonic

do throws(TableError) { try measure() } catch { fail(error.diagnostic.message) }

func measure() throws(TableError) {
  switch arguments[1] {
  case "read":
    let table = try TableFile.read(path, threads: threads)
    let read = milliseconds(since: start)
    let sums = Threads.map(table.fields.count, threads: threads) { index in
      switch table.fields[index].column {
      case .int64(let values): sum(values.elements.span, values.validity)
      case .float64(let values): sum(values.elements.span, values.validity)
      default: 0.0
      }
    }
    report(read, milliseconds(since: start), sums)
  case "scan":
    let file = try TableFile.open(path)
    let scan = try file.scan(columns: file.numericColumnNames)
    let read = milliseconds(since: start)
    let sums = Threads.map(scan.count, threads: threads) { index in
      var total = 0.0
      do throws(TableError) {
        try scan.read(index, integers: { total += sum($0, $1) }, floats: { total += sum($0, $1) })
      } catch { fail(error.diagnostic.message) }
      return total
    }
    report(read, milliseconds(since: start), sums)
  case "write":
    let table = try TableFile.read(path)
    let read = milliseconds(since: start)
    try TableFile.write(table, to: AbsolutePath(resolving: arguments[3], against: folder))
    report(read, milliseconds(since: start), [])
  default: fail("no such thing to do: \(arguments[1])")
  }
}
