#!/usr/bin/env python3
"""Trains models on synthetic data with marquee-train and, in the same run, with numpy, implicit and PyTorch.

    training.py TRAINER FOLDER --items 1700,10000,20000 [--python PYTHON]

The data comes from a seeded generator: items of 40 tastes, whose popularity follows Zipf's law, and four users per item
with about 50 items each. Neural models are trained for one epoch on 2,048 of the users. Each training is a process of
its own. Its time is that of the training (of marquee-train: and of writing the file), its memory the peak of the
process, data included. CPU time, which says more on a machine that others use too, includes reading the data for
marquee-train. Every program may use all cores except PyTorch, which is several times faster on one of two busy cores.
"""

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from pathlib import Path

NEURAL_USERS = 2048


def generate(items, users, seed):
    """A users × items matrix of ones in CSR format."""
    import numpy
    import scipy.sparse

    random = numpy.random.default_rng(seed)
    popularity = 1 / (1 + numpy.arange(items)) ** 0.8
    taste = random.integers(0, 40, items)
    rows, columns = [], []
    by_taste = [numpy.flatnonzero(taste == number) for number in range(40)]
    chances = [popularity[own] / popularity[own].sum() for own in by_taste]
    everything = popularity / popularity.sum()
    for user in range(users):
        count = int(numpy.clip(random.lognormal(3.7, 0.7), 5, 400))
        own = by_taste[user % 40]
        liked = numpy.concatenate(
            [
                random.choice(own, min(count // 2, len(own)), p=chances[user % 40]),
                random.choice(items, count - count // 2, p=everything),
            ]
        )
        liked = numpy.unique(liked)
        rows.append(numpy.full(len(liked), user))
        columns.append(liked)
    rows, columns = numpy.concatenate(rows), numpy.concatenate(columns)
    return scipy.sparse.csr_matrix((numpy.ones(len(rows), numpy.float32), (rows, columns)), shape=(users, items))


def save(matrix, folder):
    import numpy
    import scipy.sparse

    os.makedirs(folder, exist_ok=True)
    scipy.sparse.save_npz(f"{folder}/matrix.npz", matrix)
    entries = matrix.tocoo()
    with open(f"{folder}/ratings.csv", "w") as file:
        file.write("userId,movieId,rating,timestamp\n")
        numpy.savetxt(file, numpy.column_stack([entries.row + 1, entries.col + 1]), fmt="%d,%d,5.0,1000000000")
    with open(f"{folder}/movies.csv", "w") as file:
        file.write("movieId,title,genres\n")
        for item in range(matrix.shape[1]):
            file.write(f"{item + 1},Film {item + 1} (2000),Drama\n")


# ---- Other implementations -------------------------------------------------------------------------------------------


def numpy_ease(matrix):
    import numpy

    gram = (matrix.T @ matrix).toarray()
    gram[numpy.diag_indices_from(gram)] += 200
    inverse = numpy.linalg.inv(gram)
    weights = inverse / -numpy.diag(inverse)
    weights[numpy.diag_indices_from(weights)] = 0
    return weights


def implicit_cosine(matrix):
    from implicit.nearest_neighbours import CosineRecommender

    model = CosineRecommender(K=100)
    model.fit(matrix, show_progress=False)
    return model


def torch_net(matrix):
    """NeuralMF in PyTorch, with the same hyperparameters, for one epoch."""
    import numpy
    import torch

    torch.set_num_threads(1)
    torch.manual_seed(1)
    items = matrix.shape[1]

    def parameter(*shape):
        return torch.nn.Parameter(torch.randn(*shape) * 0.05)

    users, embeddings, bias = parameter(items, 96), parameter(items, 96), parameter(items)
    of_users, of_items, first_bias = parameter(16, 32), parameter(16, 32), parameter(16)
    second, second_bias, output = parameter(8, 16), parameter(8), parameter(8)
    parameters = [users, embeddings, bias, of_users, of_items, first_bias, second, second_bias, output]
    adam = torch.optim.Adam(parameters, lr=3e-3)
    order = numpy.random.default_rng(1).permutation(matrix.shape[0])
    for start in range(0, len(order), 64):
        targets = torch.from_numpy(matrix[order[start : start + 64]].toarray())
        shown = targets * (torch.rand_like(targets) >= 0.3)
        user = torch.tanh(shown @ users / shown.sum(1, keepdim=True).clamp(min=1).sqrt())
        scores = user[:, :64] @ embeddings[:, :64].T + bias
        units = torch.relu((user[:, 64:] @ of_users.T + first_bias)[:, None] + embeddings[:, 64:] @ of_items.T)
        scores = scores + torch.relu(units @ second.T + second_bias) @ output
        loss = -(torch.log_softmax(scores, 1) * targets).sum(1).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()


COMPARED = {"numpy EASE": numpy_ease, "implicit cosine": implicit_cosine, "PyTorch NeuralMF": torch_net}


def run_compared(name, folder):
    import scipy.sparse

    matrix = scipy.sparse.load_npz(f"{folder}/matrix.npz")
    start, processor = time.monotonic(), time.process_time()
    COMPARED[name](matrix)
    seconds, processor = time.monotonic() - start, time.process_time() - processor
    # Not from getrusage, which counts the program before exec, too.
    status = Path("/proc/self/status").read_text()
    print(seconds, processor, int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024)


# ---- The run ---------------------------------------------------------------------------------------------------------


def line(name, seconds, processor, mebibytes):
    print(f"  {name:<26}{seconds:>10.1f} s{processor:>10.1f} s of CPU{mebibytes:>9.0f} MiB", flush=True)


def processor_time():
    """CPU seconds of all children that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def compare(name, folder, python):
    result = subprocess.run([python, __file__, "--compared", name, "--folder", folder], capture_output=True, text=True)
    if result.returncode != 0:
        print(f"  {name:<26} fails: {(result.stderr.strip().splitlines() or ['killed'])[-1][:80]}", flush=True)
        return
    line(name, *map(float, result.stdout.split()))


def train(trainer, name, folder, *arguments):
    models = f"{folder}/models"
    os.makedirs(models, exist_ok=True)
    before = processor_time()
    result = subprocess.run(
        [trainer, "fit", name, "--unmeasured", "--data", f"{folder}/ratings.csv", "--models", models, *arguments],
        capture_output=True,
        text=True,
    )
    report = re.search(r"written in ([0-9.]+) s; peak memory ([0-9]+) MiB", result.stderr.replace("\n", " "))
    if not report:
        print(f"  marquee {name} {' '.join(arguments)} fails: {result.stderr.strip().splitlines()[-1]}", flush=True)
        return
    storage = f" {arguments[-1]}" if "--storage" in arguments else ""
    line(f"marquee {name}{storage}", float(report[1]), processor_time() - before, float(report[2]))


def speed(trainer, folder, about):
    result = subprocess.run([trainer, "speed", "--models", f"{folder}/models"], capture_output=True, text=True)
    print(f"  a request with a context of 50 items, {about}:")
    for text in result.stdout.splitlines():
        print(f"    {text}", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("trainer", nargs="?")
    parser.add_argument("work", nargs="?")
    parser.add_argument("--items", default="1700,10000")
    parser.add_argument("--python", default=sys.executable)
    parser.add_argument("--compared", help=argparse.SUPPRESS)
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.compared:
        run_compared(options.compared, options.folder)
        return
    for items in map(int, options.items.split(",")):
        matrix = generate(items, 4 * items, seed=1)
        folder, few = f"{options.work}/{items}", f"{options.work}/{items}-few"
        save(matrix, folder)
        save(matrix[:NEURAL_USERS], few)
        print(f"{items} items, {matrix.shape[0]} users, {matrix.nnz} positives (synthetic)", flush=True)
        del matrix
        train(options.trainer, "ItemKNN", folder)
        compare("implicit cosine", folder, options.python)
        train(options.trainer, "EASE", folder, "--lambda", "200", "--storage", "float")
        compare("numpy EASE", folder, options.python)
        train(options.trainer, "NeuralMF", few, "--epochs", "1")
        compare("PyTorch NeuralMF", few, options.python)
        train(options.trainer, "DeepFM", few, "--epochs", "1")
        speed(options.trainer, folder, "EASE as float")
        speed(options.trainer, few, "neural")
        for storage in ["int8", "sparse"]:
            train(options.trainer, "EASE", folder, "--lambda", "200", "--storage", storage)
            speed(options.trainer, folder, f"EASE as {storage}")
        print(flush=True)


if __name__ == "__main__":
    main()
