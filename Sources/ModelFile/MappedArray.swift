/// The elements of one section, read in place from the mapping, which this array keeps alive.
///
/// Bounds and alignment were checked when the file was opened.
package struct MappedArray<Element: SectionElement>: Sendable {
  @usableFromInline let mapping: Mapping
  @usableFromInline let offset: Int
  package let count: Int

  init(_ mapping: Mapping, offset: Int, count: Int) {
    self.mapping = mapping
    self.offset = offset
    self.count = count
  }

  /// Lets go of the pages of the whole file that have been read. They stay in the system's cache and come back as they
  /// are needed.
  package func releasePages() { mapping.releasePages() }

  /// - Precondition: `0 <= position < count`.
  @inlinable package subscript(position: Int) -> Element {
    precondition(position >= 0 && position < count)
    return mapping.bytes.load(fromByteOffset: offset + position * MemoryLayout<Element>.stride, as: Element.self)
  }

  /// For kernels. The pointer is aligned to 64 bytes and must not leave `body`.
  @inlinable package func withUnsafeBufferPointer<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = UnsafeRawBufferPointer(
      rebasing: mapping.bytes[offset..<offset + count * MemoryLayout<Element>.stride])
    defer { withExtendedLifetime(mapping) {} }
    return try body(bytes.assumingMemoryBound(to: Element.self))
  }
}
