/// The elements of one section, read where they are mapped; keeps the mapping alive.
///
/// Its bounds and alignment were checked when the file was opened.
package struct MappedArray<Element: SectionElement>: Sendable {
  @usableFromInline let mapping: Mapping
  @usableFromInline let offset: Int
  package let count: Int

  init(_ mapping: Mapping, offset: Int, count: Int) {
    self.mapping = mapping
    self.offset = offset
    self.count = count
  }

  /// - Precondition: `0 <= position < count`.
  @inlinable package subscript(position: Int) -> Element {
    precondition(position >= 0 && position < count)
    return mapping.bytes.load(fromByteOffset: offset + position * MemoryLayout<Element>.stride, as: Element.self)
  }

  /// For kernels: the pointer must not leave `body`. Aligned to 64 bytes.
  @inlinable package func withUnsafeBufferPointer<Result: ~Copyable, Failure: Error>(
    _ body: (UnsafeBufferPointer<Element>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let bytes = UnsafeRawBufferPointer(
      rebasing: mapping.bytes[offset..<offset + count * MemoryLayout<Element>.stride])
    defer { withExtendedLifetime(mapping) {} }
    return try body(bytes.assumingMemoryBound(to: Element.self))
  }
}
