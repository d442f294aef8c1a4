"""Reads model files of Marquee and computes the scores that its server computes, with nothing but NumPy.

Usage: marquee_model.py FILE... --context 50,174 [--dislikes 7] [--age 30] [--gender F] [--top 10]

Prints what the model recommends, as JSON, and which ids it does not know (`ignored`). Several files are blended for the
length of the context, as the model `auto` does; files of the same folder that hold no model, such as the catalogue, are
left out. The server serves what it has learnt since the training, from the folder `learned_models` of its
configuration, and the rest from `models`. From Python:

    model = Model("/run/marquee/models/EASE.marquee")
    model.recommend([50, 174], top=10)          # pairs of an id and a score, best first
    model.scores(model.positions([50, 174]))    # a score for each of model.items

Scores agree with those of the server except for rounding. The server also predicts scores for movies that were added
after the training, or that nobody has rated, from their genres, years and titles, which no model file has. The checksum
of a file is not verified; `marquee-ctl models verify` does that.
"""

import argparse
import json
import struct
from datetime import UTC, datetime

import numpy as np

ELEMENT_TYPES = {1: "u1", 2: "<i4", 3: "<i8", 4: "<f4"}
# In the order in which `auto` prefers equally good ones.
MODELS = ["EASE", "ItemKNN", "NeuralMF", "DeepFM", "Spectral", "EASE-short", "EASE-long", "Popularity"]


class Model:
    """A model file, mapped into memory. Everywhere, position p means the p-th of `items`."""

    def __init__(self, path):
        data = np.memmap(path, np.uint8, "r")
        magic, mark, form, size, checksum, name, trained_at, _, count = struct.unpack_from("<8sIIQQ16sqQI", data)
        if magic != b"\x89MQE\r\n\x1a\n" or mark != 0x0A0B0C0D or form != 1 or size != len(data):
            raise ValueError(f"{path} is not a model file of format 1, or it is not complete")
        self.name = name.rstrip(b"\0").decode()
        self.sections = {}
        for index in range(count):
            section, kind, offset, length = struct.unpack_from("<24sI4xQQ", data, 128 + 64 * index)
            kind = np.dtype(ELEMENT_TYPES[kind])
            array = data[offset : offset + length * kind.itemsize].view(kind)
            self.sections[section.rstrip(b"\0").decode()] = array
        self.items = self.sections["items"]
        # How many users like each item; -1 if nobody has rated it.
        self.likes = self.sections.get("items.likes")
        self.hyperparameters = _pairs(self.sections["hyperparameters"])
        self.figures = _pairs(self.sections["figures"], numbers=True)
        self.origin = _pairs(self.sections["origin"]) if "origin" in self.sections else {}
        self.trained_at = datetime.fromtimestamp(trained_at // 1_000_000, UTC)
        # A model that has learned since its training keeps the version of that.
        version = f"{self.trained_at:%Y%m%dT%H%M%SZ}-{checksum >> 32:08x}"
        self.version = self.origin.get("learned from", version)

    @property
    def gives_logits(self):
        """Whether the model is neural."""
        return "shape" in self.sections

    def positions(self, ids):
        """The positions of the items that the model knows, ascending, each once."""
        return np.flatnonzero(np.isin(self.items, np.asarray(ids, np.int64)))

    def scores(self, context, age=None, gender=None):
        """The score of every item for a user who likes the items at these positions."""
        if "weights" in self.sections and "rows" in self.sections:
            return self._sparse(context)
        if "weights" in self.sections:
            return self._square("weights")[context].sum(0)
        if "codes" in self.sections:
            codes = self._square("codes").view(np.int8)
            return codes[context].sum(0, dtype=np.int32) * self.sections["scales"][: len(self.items)]
        if "factors" in self.sections:
            return self._spectral(context)
        if "counts" in self.sections:
            return self.sections["counts"][: len(self.items)]
        return self._neural(context, age, gender)

    def recommend(self, context, dislikes=(), top=10, age=None, gender=None):
        """Pairs of an id and a score, best first; if scores are equal, the lower id comes first."""
        context, dislikes = self.positions(context), self.positions(dislikes)
        scores = self.scores(context, age, gender).astype(np.float32)
        if len(dislikes):
            against = self.scores(dislikes, age, gender) - self.scores(dislikes[:0], age, gender)
            scores = scores - _weight_of_dislikes(scores, len(context), against, len(dislikes)) * against
        scores[context] = scores[dislikes] = -np.inf
        if self.likes is not None:
            scores[self.likes < 0] = -np.inf
        best = np.lexsort((self.items, -scores))[:top]
        return [(int(self.items[place]), float(scores[place])) for place in best if np.isfinite(scores[place])]

    def quality(self, length, suffix=""):
        """NDCG@100 of validation users with so many items in their context; None if the file does not say."""
        figures = self.figures
        whole = figures.get("Validation films shown", 0)
        lengths = [(1, "1 film"), (3, "3 films"), (10, "10 films"), (whole, "all films")]
        known = [(n, figures.get(f"Validation NDCG@100, {text}{suffix}")) for n, text in lengths]
        points = sorted((np.log(n), value) for n, value in known if n >= 1 and value is not None)
        return float(np.interp(np.log(max(1, length)), *zip(*points, strict=True))) if points else None

    def _square(self, name):
        """Items × items, without the padding of the rows."""
        count = len(self.items)
        return self.sections[name].reshape(count, -1)[:, :count]

    def _sparse(self, context):
        rows, columns, weights = (self.sections[name] for name in ("rows", "columns", "weights"))
        scores = np.zeros(len(self.items), np.float32)
        for item in context:
            entries = slice(rows[item], rows[item + 1])
            scores[columns[entries]] += weights[entries]
        return scores

    def _spectral(self, context):
        factors = self.sections["factors"].reshape(len(self.items), -1)
        roots = np.sqrt(self.sections["scales"])
        return factors @ (factors[context] / roots[context, None]).sum(0) * roots

    def _neural(self, context, age, gender):
        width, first_factor, end_factor, first_input, end_input, units, last_units, activation = self.sections["shape"]
        user = self.sections["people"].reshape(-1, width)[context].sum(0) / np.sqrt(np.float32(max(1, len(context))))
        if "ages" in self.sections:
            weight = np.sqrt(np.float32(5 / (5 + len(context))))
            if age is not None:
                group = np.searchsorted([18, 25, 35, 45, 50, 56], age, side="right")
                user = user + weight * self.sections["ages"].reshape(-1, width)[group]
            if gender in ("F", "M"):
                user = user + weight * self.sections["genders"].reshape(-1, width)["FM".index(gender)]
        if activation == 1:
            user = np.tanh(user)
        people = self.sections["first.people"].reshape(units, -1)
        first = np.maximum(0, self._unblocked("first.films", units) + people @ user[first_input:end_input])
        second = np.maximum(
            0, first @ self.sections["second"].reshape(last_units, units).T + self.sections["second.bias"]
        )
        products = self._unblocked("films", end_factor - first_factor) @ user[first_factor:end_factor]
        return products + self.sections["bias"][: len(self.items)] + second @ self.sections["output"]

    def _unblocked(self, name, columns):
        """A row for each item, from blocks of 16 items that are stored column by column."""
        blocks = self.sections[name].reshape(-1, columns, 16)
        return blocks.transpose(0, 2, 1).reshape(-1, columns)[: len(self.items)]


class Blend(Model):
    """Several models as one: the weighted sum of their scores, each brought to mean 0 and deviation 1.

    Those of neural models are logits, and enter as their exponential.
    """

    def __init__(self, parts):
        self.parts = parts
        self.items, self.likes = parts[0][0].items, parts[0][0].likes
        self.name = "+".join(model.name for model, _ in parts)
        self.version = "+".join(model.version for model, _ in parts)

    def scores(self, context, age=None, gender=None):
        total = np.zeros(len(self.items), np.float32)
        for model, weight in self.parts:
            scores = model.scores(context, age, gender)
            if scores.std() > 0 and model.gives_logits:
                scores = np.exp((scores - scores.mean()) / scores.std())
            if scores.std() > 0:
                total += (scores - scores.mean()) * np.float32(weight) / scores.std()
        return total


def auto(models, length):
    """The blend that `auto` makes of models for a context of so many items."""
    models = sorted(models, key=lambda model: MODELS.index(model.name))
    measured = [(model, model.quality(length)) for model in models]
    ranked = sorted(((m, q) for m, q in measured if q is not None), key=lambda pair: -pair[1])
    if not ranked:
        return models[0]
    best, quality = ranked[0]
    # Models with other items, and all variants of EASE but the best, are left out.
    ranked = [pair for pair in ranked if np.array_equal(pair[0].items, best.items)]
    variants = [model for model, _ in ranked if model.name.startswith("EASE")]
    ranked = [pair for pair in ranked if pair[0] not in variants[1:]]
    # What a model loses for each step of quality below the best; training chooses it.
    fall = best.quality(length, ", fall of auto")
    fall = 0.03 if fall is None else fall
    if fall <= 0:
        return best
    parts = [(model, np.exp((figure - quality) / fall)) for model, figure in ranked[:3]]
    parts = [(model, weight) for model, weight in parts if weight >= 0.1]
    return Blend(parts) if len(parts) > 1 else best


def _weight_of_dislikes(scores, likes, against, dislikes):
    """What dislikes say has a fifth of the spread of what likes say, or less if there are fewer of them."""
    if not (likes and scores.std() > 0 and against.std() > 0):
        return 1
    return np.float32(0.2 * min(1, dislikes / likes)) * scores.std() / against.std()


def _pairs(section, numbers=False):
    """The pairs of a name and a value in a section: each text has its length before it, numbers are 64 bits."""
    data, pairs, offset = section.tobytes(), {}, 0

    def text():
        nonlocal offset
        (length,) = struct.unpack_from("<I", data, offset)
        offset += 4 + length
        return data[offset - length : offset].decode()

    while offset < len(data):
        name = text()
        if numbers:
            (pairs[name],) = struct.unpack_from("<d", data, offset)
            offset += 8
        else:
            pairs[name] = text()
    return pairs


def _ids(text):
    return [int(part) for part in text.split(",") if part]


def main():
    parser = argparse.ArgumentParser(description="Compute what a model of Marquee recommends.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="model files; several are blended as by 'auto'")
    parser.add_argument("--context", type=_ids, required=True, help="ids of liked movies, separated by commas")
    parser.add_argument("--dislikes", type=_ids, default=[], help="ids of disliked movies")
    parser.add_argument("--age", type=int, help="in years")
    parser.add_argument("--gender", choices=["F", "M"])
    parser.add_argument("--top", type=int, default=10, help="movies to recommend")
    options = parser.parse_args()
    try:
        models = [model for model in map(Model, options.files) if model.name in MODELS]
    except (OSError, ValueError, struct.error) as error:
        parser.error(f"cannot read the model files: {error}")
    if not models:
        parser.error("no file holds a model")
    model = models[0] if len(models) == 1 else auto(models, len(set(options.context)))
    best = model.recommend(options.context, options.dislikes, options.top, options.age, options.gender)
    known = {int(item) for item in models[0].items}
    ignored = [item for item in options.context if item not in known]
    result = [{"id": item, "score": score} for item, score in best]
    print(json.dumps({"model": model.name, "model_version": model.version, "result": result, "ignored": ignored}))


if __name__ == "__main__":
    main()
