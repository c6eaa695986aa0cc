import Diagnostics
import Tables
import Testing

/// Damaged files end in an error or in some table, never in a trap, a hang or a huge allocation.
@Suite struct ArrowCorruptionTests {
  @Test(arguments: [
    "pandas.feather", "types-lz4.arrow", "types-zstd.arrow", "types-raw.arrow", "dictionaries.arrow",
    "deltas.arrow",
    "sliced.arrow", "stored.arrow", "no-batches.arrow",
  ])
  func `no damage traps`(name: String) throws {
    let whole = try Fixtures.bytes(name)
    var random = SplitMix(state: 7)
    var refused = 0
    for round in 0..<320 {
      var bytes = whole
      switch round % 4 {
      case 0:  // cut off
        bytes.removeLast(Int(random.next() % UInt64(whole.count)))
        if round % 8 == 4 { bytes += whole.suffix(10) }
      case 1:  // a few bytes anywhere
        for _ in 0..<4 {
          bytes[Int(random.next() % UInt64(whole.count))] = UInt8(truncatingIfNeeded: random.next())
        }
      case 2:  // one byte of the footer, and often an extreme one
        let place = whole.count - 11 - Int(random.next() % UInt64(min(2000, whole.count - 12)))
        bytes[place] = [0, 1, 0x7F, 0x80, 0xFF][Int(random.next() % 5)]
      default:  // eight bytes of an extreme number, aligned as lengths and offsets are
        let place = Int(random.next() % UInt64((whole.count - 8) / 8)) * 8
        let number = [Int64.max, .min, -1, 1 << 32, 1 << 20, 1 << 40, 0][Int(random.next() % 7)]
        for index in 0..<8 { bytes[place + index] = UInt8(truncatingIfNeeded: number >> Int64(8 * index)) }
      }
      do throws(TableError) {
        let table = try ArrowFile(bytes: bytes).read(threads: 1)
        for field in table.fields { _ = field.column.rows }
      } catch {
        refused += 1
        #expect(!error.diagnostic.message.isEmpty)
      }
    }
    #expect(refused > 50, "damage goes unseen")
  }

  @Test func `every length short of the whole is refused`() throws {
    let whole = try Fixtures.bytes("deltas.arrow")
    for length in 0..<whole.count {
      #expect(throws: TableError.self) { try ArrowFile(bytes: Array(whole[..<length])) }
    }
  }
}

/// A small generator of the same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
