#!/usr/bin/env python3
"""The main job in plain pandas, pyarrow and xgboost: the peer of the stage programs.

Reads the same tables and the same params.yaml, uses the same rows, encoders, parameters and tie rules, and
writes the metrics in the same layout, so that both sides can be compared to the last digit:

    reference_pipeline.py --data data --params params.yaml --metrics out/ [--threads 2]
    reference_pipeline.py … --check metrics/evaluation.json metrics/scoring.json

A model that samples columns at random may differ in some tree from the one of pip's library: it and Debian's are
compiled with different C++ libraries, whose shuffles are not quite the same. XGBOOST_LIBRARY=/path/libxgboost.so
makes this script use the library that the stage programs use.

It is written as a data scientist would write it, except that sums are math.fsum, which is rounded once, so
that a metric does not depend on the order of rows. Needs xgboost 1.7.4 for the same models.
"""
import argparse
import json
import math
import os
import pathlib
import resource
import sys
import time
import types
from fractions import Fraction

import numpy as np
import pandas as pd
import yaml

if "XGBOOST_LIBRARY" in os.environ:
    libpath = types.ModuleType("xgboost.libpath")
    libpath.find_lib_path = lambda: [os.environ["XGBOOST_LIBRARY"]]
    libpath.XGBoostLibraryNotFound = OSError
    sys.modules["xgboost.libpath"] = libpath
import xgboost as xgb  # noqa: E402

KEYS = ["user_id", "month", "target"]
METRICS = ["precision_at_k", "recall_at_k", "lift_at_k", "roc_auc", "pr_auc", "log_loss", "brier_score"]


# Features

def featurize(features, target, recipe, history=None):
    """Joins and applies what needs no fitting; only rows of `features` are returned."""
    features["is_new"] = True
    if history is not None:
        history["is_new"] = False
        features = pd.concat([history, features], ignore_index=True)
    columns = [c for c in features.columns if c not in KEYS + ["is_new"]]
    calendar = {m: i for i, m in enumerate(sorted(features["month"].unique()))}
    features["month_number"] = features["month"].map(calendar)
    names = []
    for column in columns:
        if column in (recipe.get("drop") or []):
            continue
        values = features[column]
        if column in (recipe.get("missing") or {}):
            values = values.fillna(recipe["missing"][column])
        if column in (recipe.get("clip") or {}):
            values = values.clip(*recipe["clip"][column])
        if column in (recipe.get("log") or []):
            values = np.log1p(values)
        features[column] = values
        names.append(column)
    lags = [c for c in names if c in (recipe.get("lags") or [])]
    if lags:
        earlier = features[["user_id", "month_number"] + lags].copy()
        earlier["month_number"] += 1
        earlier = earlier.rename(columns={c: c + "_last" for c in lags})
        features = features.merge(earlier, on=["user_id", "month_number"], how="left")
        for column in lags:
            features[column + "_change"] = features[column] - features[column + "_last"]
    for column, edges in (recipe.get("buckets") or {}).items():
        values = features[column].to_numpy(dtype="float64")
        bucketed = np.searchsorted(np.array(edges, dtype="float64"), values, side="right").astype("float64")
        bucketed[np.isnan(values)] = np.nan
        features[column] = bucketed
    features = features[features["is_new"]]
    if target is not None:
        features = features.merge(target, on=["user_id", "month"], how="inner")
    features = features.sort_values(["month", "user_id"], ignore_index=True)
    order = [n for c in names for n in ([c, c + "_last", c + "_change"] if c in lags else [c])]
    return features, order


def quantile(values, q):
    """Type 7, as numpy's default, in double precision, rounded to single."""
    values = np.sort(values[~np.isnan(values)]).astype("float64")
    if len(values) == 0:
        return None
    position = q * (len(values) - 1)
    below = math.floor(position)
    share = position - below
    if share == 0:
        return np.float32(values[below])
    return np.float32(values[below] + (values[below + 1] - values[below]) * share)


class Encoder:
    """What is learned from the training rows."""

    def __init__(self, recipe, standardize):
        self.recipe, self.standardize, self.learned = recipe, standardize, {}

    def fit(self, frame, names):
        medians = self.recipe.get("medians") or []
        for name in names:
            column, learned = frame[name], {}
            if not pd.api.types.is_numeric_dtype(column):
                counts = column.dropna().value_counts()
                by = ((lambda t: (-counts[t], t.encode())) if self.recipe.get("categories", "frequency")
                      == "frequency" else (lambda t: t.encode()))
                learned["categories"] = {t: i for i, t in enumerate(sorted(counts.index, key=by))}
            else:
                values = column.to_numpy(dtype="float32", na_value=np.nan)
                if medians == "all" or name in medians:
                    learned["median"] = quantile(values, 0.5)
                if name in (self.recipe.get("clip_quantiles") or {}):
                    learned["clip"] = [quantile(values, q) for q in self.recipe["clip_quantiles"][name]]
                if name in (self.recipe.get("bins") or {}):
                    count = self.recipe["bins"][name]
                    learned["edges"] = np.unique([quantile(values, i / count) for i in range(1, count)])
            if self.standardize:
                values = self.encode(column, learned)
                present = values[~np.isnan(values)].astype("float64")
                if len(present):
                    mean = math.fsum(present) / len(present)
                    variance = math.fsum((present - mean) ** 2) / len(present)
                    learned["scale"] = (mean, math.sqrt(variance) if variance > 0 else 1.0)
            self.learned[name] = learned
        return self

    @staticmethod
    def encode(column, learned):
        if "categories" in learned:
            values = column.map(learned["categories"]).to_numpy(dtype="float32", na_value=np.nan)
        else:
            values = column.to_numpy(dtype="float32", na_value=np.nan)
        if learned.get("median") is not None:
            values = np.where(np.isnan(values), learned["median"], values)
        if "clip" in learned:
            values = np.clip(values, *learned["clip"])
        if "edges" in learned:
            binned = np.searchsorted(learned["edges"], values, side="right").astype("float32")
            values = np.where(np.isnan(values), np.float32(np.nan), binned)
        if "scale" in learned:
            mean, scale = learned["scale"]
            values = ((values.astype("float64") - mean) / scale).astype("float32")
        return values

    def transform(self, frame):
        return pd.DataFrame({n: self.encode(frame[n], l) for n, l in self.learned.items()})


# Models

def library_params(model, threads):
    params = dict(model)
    kind, seed = params.pop("kind"), params.pop("seed", 0)
    common = {"objective": "binary:logistic", "seed": seed, "verbosity": 0, "nthread": threads}
    if kind == "boosted_trees":
        rounds = params.pop("rounds", 100)
        return {"booster": "gbtree", "tree_method": "hist", **params, **common}, rounds
    if kind == "random_forest":
        trees = params.pop("trees", 100)
        return {"booster": "gbtree", "tree_method": "hist", "subsample": 0.8, "colsample_bynode": 0.8, **params,
                "num_parallel_tree": trees, "eta": 1, **common}, 1
    rounds = params.pop("rounds", 50)
    return {"booster": "gblinear", "updater": "coord_descent", "feature_selector": "cyclic", **params,
            **common, "nthread": 1}, rounds


def fit(model, encoding, frame, names, threads):
    encoder = Encoder(encoding or {}, model["kind"] == "logistic_regression").fit(frame, names)
    params, rounds = library_params(model, threads)
    data = xgb.DMatrix(encoder.transform(frame), label=frame["target"])
    return encoder, xgb.train(params, data, rounds)


def predict(encoder, booster, frame):
    return booster.predict(xgb.DMatrix(encoder.transform(frame))).astype("float64")


# Metrics

def metrics(probability, target, fraction):
    n, positives = len(target), int(target.sum())
    k = max(1, math.floor(Fraction(fraction) * n))
    order = np.argsort(-probability, kind="stable")
    p, y = probability[order], target[order]
    ends = np.flatnonzero(np.append(p[1:] != p[:-1], True)) + 1          # ends of groups of equal ones
    counts = np.diff(np.append(0, ends))
    found = np.cumsum(y)[ends - 1]
    hit = np.diff(np.append(0, found))
    above, hits = 0, 0.0
    group = int(np.searchsorted(ends, k, side="right"))                  # the group that the cut falls into
    if group > 0:
        above, hits = int(ends[group - 1]), float(found[group - 1])
    if k > above:
        hits += float((k - above) * int(hit[group])) / float(counts[group])
    base, precision = positives / n, hits / k
    clipped = np.minimum(np.maximum(probability, 1e-15), 1 - 1e-15)
    likelihood = np.where(target == 1, clipped, 1 - clipped)
    negatives = n - positives
    halves = int(((counts - hit) * (2 * (found - hit) + hit)).sum())
    return {
        "rows": n, "positives": positives, "base_rate": base, "k": k,
        "precision_at_k": precision,
        "recall_at_k": hits / positives if positives else None,
        "lift_at_k": precision / base if positives else None,
        "roc_auc": halves / (2 * positives * negatives) if positives and negatives else None,
        "pr_auc": math.fsum(h * (f / e) for h, f, e in zip(hit, found, ends) if h) / positives
        if positives else None,
        "log_loss": math.fsum(-math.log(v) for v in likelihood) / n,
        "brier_score": math.fsum((probability - target) ** 2) / n,
    }


def aggregate(values):
    values = [v for v in values if v is not None]
    n = len(values)
    mean = math.fsum(values) / n if n else None
    std = math.sqrt(math.fsum((v - mean) * (v - mean) for v in values) / (n - 1)) if n > 1 else None
    return {"mean": mean, "std": std, "min": min(values, default=None), "max": max(values, default=None), "n": n}


def select(evaluations, gate):
    """The highest mean lift less its std, among those that pass the gate."""
    lifts = {name: evaluation["aggregate"]["lift_at_k"] for name, evaluation in evaluations.items()}
    stable = [name for name, lift in lifts.items()
              if lift["min"] >= gate["smallest_lift"] and lift["std"] <= gate["largest_std"]]
    return max(stable, key=lambda name: lifts[name]["mean"] - lifts[name]["std"])


# The job

def run(data, params, text_params, threads, seconds):
    def clock(name, since):
        seconds[name] = seconds.get(name, 0) + time.perf_counter() - since
    start = time.perf_counter()
    raw = pd.read_feather(data / "user_features.feather")
    target = pd.read_feather(data / "target.feather")
    frame, names = featurize(raw, target, params["featurize"])
    clock("featurize", start)

    start = time.perf_counter()
    months = sorted(frame["month"].unique())
    split = params["validate"]
    possible = len(months) - 1 - split.get("gap", 0)
    folds = {name: {} for name in params["models"]}
    for number in range(possible - split["folds"] + 1, possible + 1):
        length = split["window_months"] if split.get("window") == "sliding" else number
        training = frame[frame["month"].isin(months[max(0, number - length):number])]
        test = frame[frame["month"] == months[number + split.get("gap", 0)]]
        for name, model in params["models"].items():
            encoder, booster = fit(model, params.get("encoding"), training, names, threads)
            folds[name][str(number)] = (predict(encoder, booster, test), test["target"].to_numpy())
    clock("validate", start)

    start = time.perf_counter()
    fraction = text_params["evaluate"]["fraction"]
    evaluations = {}
    for model, predictions in folds.items():
        per_fold = {name: metrics(p, y, fraction) for name, (p, y) in predictions.items()}
        evaluations[model] = {
            "aggregate": {m: aggregate([f[m] for f in per_fold.values()]) for m in METRICS}, "folds": per_fold}
    selected = select(evaluations, params["evaluate"]["stability"])
    clock("evaluate", start)

    start = time.perf_counter()
    encoder, booster = fit(params["models"][selected], params.get("encoding"), frame, names, threads)
    clock("train", start)

    start = time.perf_counter()
    new = pd.read_feather(data / "scoring_user_features.feather")
    history = pd.read_feather(data / "user_features.feather")
    answers = pd.read_feather(data / "scoring_target.feather")
    scoring, _ = featurize(new, None, params["featurize"], history)
    scoring["probability"] = predict(encoder, booster, scoring)
    scoring["rank"] = scoring.groupby("month")["probability"].rank(method="first", ascending=False)
    known = scoring.merge(answers, on=["user_id", "month"], how="inner")
    fraction = text_params["score"]["fraction"]
    by_month = {
        str(pd.Timestamp(month).date()): metrics(
            rows["probability"].to_numpy(), rows["target"].to_numpy(), fraction)
        for month, rows in known.groupby("month")}
    clock("score", start)
    return evaluations[selected], {"months": by_month}


def differences(path, ours, peer):
    """Prints every number of `peer` beside ours; counts those that are not the same double."""
    count = total = 0
    for key, value in peer.items():
        other = ours.get(key)
        if isinstance(value, dict):
            wrong, seen = differences(f"{path}{key}.", other or {}, value)
            count, total = count + wrong, total + seen
            continue
        total += 1
        same = value == other
        count += not same
        print(f"{path}{key:16} {other!r:>24} {value!r:>24}{'' if same else '   DIFFERENT'}")
    return count, total


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--params", type=pathlib.Path, required=True)
    parser.add_argument("--metrics", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--check", nargs=2, type=pathlib.Path, metavar=("EVALUATION", "SCORING"))
    options = parser.parse_args()
    text = options.params.read_text()
    seconds, start = {}, time.perf_counter()
    evaluation, scoring = run(
        options.data, yaml.safe_load(text), yaml.load(text, Loader=yaml.BaseLoader), options.threads, seconds)
    total = time.perf_counter() - start
    if options.metrics:
        options.metrics.mkdir(parents=True, exist_ok=True)
        (options.metrics / "evaluation.json").write_text(json.dumps(evaluation, indent=2) + "\n")
        (options.metrics / "scoring.json").write_text(json.dumps(scoring, indent=2) + "\n")
    parts = " ".join(f"{name} {value:.2f}" for name, value in seconds.items())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"reference: {total:.2f} s ({parts}), peak {peak} MiB, xgboost {xgb.__version__}", file=sys.stderr)
    if options.check:
        wrong = total = 0
        for name, path, peer in zip(("evaluation", "scoring"), options.check, (evaluation, scoring)):
            a, b = differences(name + ".", json.loads(path.read_text()), peer)
            wrong, total = wrong + a, total + b
        print(f"{total} numbers compared, {wrong} different")
        sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
