import Testing

@testable import System

struct MemoryTests {
  @Test func `peak memory grows with what is allocated`() throws {
    let before = try #require(Memory.peak())
    let taken = [UInt8](repeating: 1, count: before + 10 << 20)
    #expect(try #require(Memory.peak()) >= taken.count)
  }

  @Test func `code that has run is let go, and runs again`() throws {
    /// In KiB, of the file-backed memory that can be executed.
    func mappedCode() throws -> Int {
      let maps = try #require(KernelFile.text("/proc/self/smaps", limit: 8 << 20)).split(separator: "\n")
      var isCode = false
      return maps.reduce(0) { sum, line in
        if line.first?.isLowercase == true || line.first?.isNumber == true { isCode = line.contains(" r-xp ") }
        return sum + (isCode ? Memory.number(after: "Rss:", in: String(line)) ?? 0 : 0)
      }
    }
    // Other tests run meanwhile, and their code comes back.
    let isLess = try (0..<100).contains { _ in
      let before = try mappedCode()
      Memory.forgetCode()
      return try mappedCode() < before * 3 / 4
    }
    #expect(isLess)
  }

  @Test func `available memory is the number behind its key`() {
    let text = "MemTotal:       100 kB\nMemAvailable:   42 kB\n"
    #expect(Memory.number(after: "MemAvailable:", in: text) == 42)
    #expect(Memory.number(after: "", in: "max\n") == nil)
    #expect(Memory.number(after: "", in: "4096\n") == 4_096)
    #expect(Memory.number(after: "Swap:", in: text) == nil)
  }

  @Test func `a process is in its control group and in those around it`() {
    #expect(
      Memory.groups(in: "4:memory:/x\n0::/system.slice/a b.service\n") == [
        "/sys/fs/cgroup", "/sys/fs/cgroup/system.slice", "/sys/fs/cgroup/system.slice/a b.service",
      ])
    #expect(Memory.groups(in: "0::/\n") == ["/sys/fs/cgroup"])
    #expect(Memory.groups(in: "4:memory:/x\n") == [])
  }

  @Test func `a write to shared memory shows in each of its mappings, and its size is fixed`() throws {
    let memory = try SharedMemory.create("marquee-test", size: 4_096)
    let writer = try MappedMemory(memory, size: 4_096, isWritable: true)
    let reader = try MappedMemory(memory.reopened(.reading), size: 4_096)
    #expect(reader.start.load(fromByteOffset: 4_088, as: UInt64.self) == 0)
    writer.start.storeBytes(of: 7, toByteOffset: 4_088, as: UInt64.self)
    #expect(reader.start.load(fromByteOffset: 4_088, as: UInt64.self) == 7)
    #expect(try memory.status().size == 4_096)
    #expect(throws: SystemCallError.self) { try memory.reopened(.reading).write([1]) }
  }

  @Test func `memory that cannot be mapped is an error with its name`() {
    let missing = FileDescriptor(owning: -1, path: "/none")
    #expect(throws: SystemCallError("map", "/none", number: 9)) { _ = try MappedMemory(missing, size: 1) }
  }
}
