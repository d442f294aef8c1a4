// swift-tools-version: 6.2
import PackageDescription

// Every import is declared here and held by `swift build --explicit-target-dependency-import-check error`:
// the server never links BLAS, the trainer never links FastCGI, and the API knows neither database nor FastCGI.

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .executableTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "marquee",
  products: [
    .executable(name: "marquee-server", targets: ["marquee-server"]),
    .executable(name: "marquee-train", targets: ["marquee-train"]),
    .executable(name: "marquee-ctl", targets: ["marquee-ctl"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  ],
  targets: [
    // C libraries: a module map and a shim header each.
    .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
    .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CCrypt", pkgConfig: "libxcrypt", providers: [.apt(["libcrypt-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CLinux"),

    // Which commit this is of.
    .plugin(name: "SourceCommit", capability: .buildTool(), path: "Sources/SourceCommit"),
    .target(name: "Provenance", swiftSettings: strict, plugins: ["SourceCommit"]),

    // What everything builds on: the operating system, and the values of the domain.
    library("System", ["CLinux"]),
    library("Domain", ["System"]),
    library("JSON"),
    library("HTTP", ["JSON"]),
    library("Configuration", ["Domain", "System"]),
    library("Logs", ["Domain", "JSON", "System", logging]),

    // Serving.
    library("FastCGI", ["HTTP", "System"]),
    library("Scoreboard", ["System"]),
    library("Supervisor", ["Scoreboard", "System", logging]),
    library("MariaDB", ["CMariaDB", "System"]),
    library("Credentials", ["Domain", "JSON", "COpenSSL", "CCrypt", "System"]),
    library("Stores", ["Configuration", "Domain", "MariaDB", "System"]),
    library("ModelFile", ["System"]),
    library("Scoring", ["Domain", "JSON", "ModelFile", "System"]),
    library("RatingFiles", ["Domain", "System"]),
    library("HistoryFiles", ["CZlib", "Domain", "JSON", "RatingFiles"]),
    library(
      "API",
      [
        "JSON", "HTTP", "HistoryFiles", "Domain", "Credentials", "ModelFile", "Provenance", "Scoreboard", "Scoring",
        "System", logging,
      ]),

    // Training.
    library("LinearAlgebra", ["COpenBLAS", "System"]),
    library("Training", ["COpenBLAS", "Domain", "LinearAlgebra", "ModelFile", "Scoring", "System"]),

    executable(
      "marquee-server",
      [
        "API", "Configuration", "Credentials", "Domain", "FastCGI", "HTTP", "Logs", "MariaDB", "Provenance",
        "Scoreboard", "Scoring", "Stores", "Supervisor", "System", arguments, logging,
      ]),
    executable(
      "marquee-train",
      [
        "Configuration", "Domain", "Logs", "MariaDB", "ModelFile", "Provenance", "RatingFiles", "Scoring", "Stores",
        "System", "Training", arguments, logging,
      ]),
    executable(
      "marquee-ctl",
      [
        "API", "Configuration", "Credentials", "Domain", "JSON", "MariaDB", "ModelFile", "Provenance", "RatingFiles",
        "Scoreboard", "Scoring", "Stores", "System", arguments,
      ]),

    // Cases that more than one of the following runs.
    .target(name: "TestCases", dependencies: ["Domain"], path: "Tests/TestCases", swiftSettings: strict),
    .target(name: "StoreContract", dependencies: ["Domain"], path: "Tests/StoreContract", swiftSettings: strict),
    .target(
      name: "FuzzEntries",
      dependencies: [
        "Configuration", "Credentials", "Domain", "FastCGI", "HTTP", "HistoryFiles", "JSON", "ModelFile", "RatingFiles",
        "Scoring",
      ], path: "Tests/Fuzz/Entries", swiftSettings: strict),
    tests("FuzzTests", ["FuzzEntries", "TestCases"]),
    tests("DomainTests", ["Domain"]),
    tests("JSONTests", ["JSON", "TestCases"]),
    tests("HTTPTests", ["HTTP", "JSON"]),
    tests("LogsTests", ["Logs", "JSON", "Domain", logging]),
    tests("ConfigurationTests", ["Configuration", "Domain"]),
    tests("SystemTests", ["System"]),
    tests("FastCGITests", ["FastCGI", "HTTP", "System", "TestCases"]),
    tests("ScoreboardTests", ["Scoreboard", "System"]),
    tests("SupervisorTests", ["CLinux", "Scoreboard", "Supervisor", "System", "TestCases"]),
    tests("MariaDBTests", ["MariaDB"]),
    tests("CredentialsTests", ["Credentials", "CCrypt", "Domain", "System"]),
    tests("StoresTests", ["Stores", "Domain", "MariaDB", "System"]),
    tests(
      "StoresLiveTests",
      ["Stores", "StoreContract", "TestCases", "Configuration", "Domain", "MariaDB", "marquee-ctl"]),
    tests("ModelFileTests", ["ModelFile", "System"]),
    tests("ScoringTests", ["Scoring", "ModelFile", "Domain", "JSON"]),
    tests(
      "APITests",
      [
        "API", "JSON", "HTTP", "HistoryFiles", "Domain", "Credentials", "Scoreboard", "Scoring", "ModelFile",
        "StoreContract", "System", logging,
      ]),
    tests("RatingFilesTests", ["RatingFiles", "Domain", "System"]),
    tests("HistoryFilesTests", ["HistoryFiles", "Domain"]),
    tests("LinearAlgebraTests", ["LinearAlgebra"]),
    tests("TrainingTests", ["Training", "LinearAlgebra", "ModelFile", "Scoring", "Domain", "System"]),
    tests("MarqueeTrainTests", ["marquee-train", "Domain", "Scoring", "System", "Training"]),
    tests("MarqueeCtlTests", ["marquee-ctl"]),
    // Long tables of requests: optimising them takes half a minute and gains nothing.
    .testTarget(
      name: "LiveTests", dependencies: ["System", "TestCases"],
      exclude: ["Faults/faults.c", "schemathesis.toml", "schemathesis_hooks.py"],
      swiftSettings: strict + [.unsafeFlags(["-Onone"])]),
  ],
  swiftLanguageModes: [.v6]
)

// Only libFuzzer can link it: `scripts/prove fuzz`.
if Context.environment["MARQUEE_BUILDS_FUZZER"] != nil {
  package.targets.append(
    .executableTarget(
      name: "marquee-fuzz", dependencies: ["FuzzEntries"], path: "Tests/Fuzz/Main", swiftSettings: strict))
}
