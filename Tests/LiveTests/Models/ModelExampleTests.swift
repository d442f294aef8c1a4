import Foundation
import Testing

/// What other programs read of models: the example in Python, which reads model files, and NumPy, which reads exported
/// ones. Both must agree with what the server recommends.
extension LiveSuites {
  @Suite struct ModelExamples {
    let site: LiveSite
    var client: HTTPClient { site.client }

    init() throws { site = try Self.own.get() }

    private static let own = Result {
      let site = try LiveSite()
      try site.train(names.filter { !$0.hasPrefix("Neural") && !$0.hasPrefix("Deep") })
      try site.train(["NeuralMF", "DeepFM", "--epochs", "2"])
      return site
    }

    private static let names = [
      "EASE", "ItemKNN", "NeuralMF", "DeepFM", "Spectral", "EASE-short", "EASE-long", "Popularity",
    ]

    @Test(arguments: ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "auto"])
    func `the example computes the scores of the server`(model: String) throws {
      let names = model == "auto" ? Self.names : [model]
      for (context, dislikes) in [([0], []), ([0, 3], [5]), ([1, 4, 7, 10], [2, 6]), (Array(0..<12), [])] {
        try expectSameScores(model, names, context, dislikes)
      }
    }

    @Test(arguments: ["NeuralMF", "DeepFM"])
    func `the example uses age and gender as the server does`(model: String) throws {
      let account = try site.register()
      for (age, gender) in [(17, "F"), (30, "M"), (56, "F")] {
        let facts: JSON = ["age": .integer(age), "gender": .string(gender)]
        let change = HTTPRequest("PATCH", "/api/auth/user", body: try facts.text, token: account.token)
        _ = try expectSuccess(try client.send(change), 200)
        try expectSameScores(
          model, [model], [0, 3], [], ["--age", "\(age)", "--gender", gender], token: account.token)
      }
    }

    @Test(arguments: ["float", "int8", "sparse"])
    func `the example reads every form of storage of EASE`(storage: String) throws {
      try site.train(["EASE", "--storage", storage, "--weights", "7", "--force"])
      for context in [[0], [0, 3, 9]] { try expectSameScores("EASE", ["EASE"], context, [1]) }
    }

    @Test func `the example leaves out files without a model, and names unknown movies`() throws {
      let program = "\(Settings.root)/scripts/packaging/examples/marquee_model.py"
      let files = ["ItemKNN", "catalogue"].map(site.modelFile)
      let lines = try python([program] + files + ["--context", "0,99999"])
      let answer = try JSON(Array(try #require(lines.last).utf8))
      #expect(answer["model"] == "ItemKNN" && answer["ignored"] == [99999])
      for files in [[files[1]], [program], ["/nowhere"]] {
        let child = try ChildProcess(
          [try Settings.pythonWithNumPy(), "-B", program] + files + ["--context", "0"],
          log: "\(makeTemporaryFolder())/log")
        #expect(child.waitForEnd() == 2 && child.output.contains("marquee_model.py: error: "), "\(child.output)")
      }
    }

    @Test(arguments: names)
    func `NumPy reads every exported model, and its arrays are those of the file`(model: String) throws {
      let folder = try makeTemporaryFolder()
      let export = try site.control("models", "export", model, "--to", "\(folder)/model.npz")
      #expect(export.status == 0, "\(export.lines)")
      try writeText(Self.check, to: "\(folder)/check.py")
      let examples = "\(Settings.root)/scripts/packaging/examples"
      let lines = try python(["\(folder)/check.py", examples, site.modelFile(model), "\(folder)/model.npz"])
      #expect(lines == ["the same \(model)"])
      let nowhere = try site.control("models", "export", model, "--to", "/nowhere/model.npz")
      #expect(nowhere.status == 1 && nowhere.lines.last?.contains("/nowhere/model.npz") == true)
    }

    /// Compares each array of an exported model with the section of the file, after removing the padding. The rows of
    /// sections that are stored in blocks are compared through the sums that a score takes.
    private static let check = """
      import sys
      import numpy as np
      sys.path.insert(0, sys.argv[1])
      sys.dont_write_bytecode = True
      from marquee_model import Model
      model = Model(sys.argv[2])
      arrays = np.load(sys.argv[3], allow_pickle=False)
      assert arrays["model"] == model.name and arrays["version"] == model.version
      assert dict(arrays["hyperparameters"]) == model.hyperparameters and dict(arrays["origin"]) == model.origin
      assert {name: float(value) for name, value in arrays["figures"]} == model.figures
      texts = {"model", "version", "hyperparameters", "origin", "figures"}
      others = {name for name in model.sections if name.startswith(("test.", "chance.", "items."))}
      learnt = set(model.sections) - texts - others
      assert set(arrays.files) == texts | learnt, (arrays.files, learnt)
      count = len(model.items)
      for name in learnt:
          array, section = arrays[name], model.sections[name]
          if name in ("films", "first.films"):
              section = model._unblocked(name, array.shape[1])
          elif array.ndim == 2 and array.shape[0] == array.shape[1] == count:
              section = model._square(name).view(array.dtype)
          elif array.ndim == 2:
              section = section.reshape(array.shape)
          elif array.shape == (count,):
              section = section[:count]
          assert array.shape == section.shape and (array == section).all(), name
      print("the same", arrays["model"])
      """

    /// - Parameters:
    ///   - names: the models whose files the example gets.
    ///   - options: more options for the example.
    private func expectSameScores(
      _ model: String, _ names: [String], _ context: [Int], _ dislikes: [Int], _ options: [String] = [],
      token: String? = nil
    ) throws {
      let body: JSON = [
        "model": .string(model), "context": JSON(context), "dislikes": JSON(dislikes), "top_k": 20,
      ]
      func list(_ ids: [Int]) -> String { ids.map(String.init).joined(separator: ",") }
      let lines = try python(
        ["\(Settings.root)/scripts/packaging/examples/marquee_model.py"] + names.map(site.modelFile)
          + ["--context", list(context), "--dislikes", list(dislikes), "--top", "60"] + options)
      let own = try JSON(Array(try #require(lines.last).utf8))
      // Each worker loads new files by itself.
      var served: JSON = .null
      let isServed = try eventually {
        let answer = try client.post("/api/recommend", body, token: token)
        if answer.status == 200 { served = try answer.json }
        return served["model_version"] == own["model_version"]
      }
      #expect(isServed && own["model"] == served["model"], "\(own) \(served)")
      let scores = Dictionary(
        uniqueKeysWithValues: (own["result"]?.array ?? []).compactMap { movie in
          movie["id"]?.integer.flatMap { id in movie["score"]?.double.map { (id, $0) } }
        })
      let movies = try #require(served["result"]?.array)
      #expect(movies.count == 20)
      for movie in movies {
        let (id, score) = (try #require(movie["id"]?.integer), try #require(movie["score"]?.double))
        let other = try #require(scores[id])
        #expect(abs(score - other) < 1e-4 * max(1, abs(score)), "\(model) \(context): movie \(id)")
      }
      // No other movie is better than the last of the list.
      let listed = Set(movies.compactMap { $0["id"]?.integer })
      let least = try #require(movies.last?["score"]?.double)
      #expect(scores.allSatisfy { listed.contains($0.key) || $0.value <= least + 1e-4 * max(1, abs(least)) })
    }

    private func python(_ arguments: [String]) throws -> [String] {
      let child = try ChildProcess(
        [try Settings.pythonWithNumPy(), "-B"] + arguments, log: "\(makeTemporaryFolder())/log")
      #expect(child.waitForEnd() == 0, "\(child.output)")
      return child.output.split(separator: "\n").map(String.init)
    }
  }
}
