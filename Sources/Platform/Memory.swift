import Glibc

/// Advice to the system on how memory will be used; nothing depends on its being taken.
package enum Memory {
  /// Asks for large pages under a region that is about to be filled for the first time (`MADV_HUGEPAGE`).
  ///
  /// One fault for each 2 MiB then takes the place of 512. A region that is not large is left alone.
  package static func willFill(_ region: UnsafeMutableRawBufferPointer) {
    let page = 4096
    guard let base = region.baseAddress, region.count >= 4 << 20 else { return }
    let start = Int(bitPattern: base) & ~(page - 1)
    let end = (Int(bitPattern: base) + region.count) & ~(page - 1)
    // SAFETY: whole pages of mapped memory; the advice changes nothing that a program can see.
    unsafe madvise(UnsafeMutableRawPointer(bitPattern: start), end - start, MADV_HUGEPAGE)
  }
}
