"""Writes the fixtures of TablesTests beside this script: `python make_fixtures.py` (pyarrow 26, pandas 3, numpy).

Every file holds a few rows; what each is for stands above the code that writes it. The tests hold the values
in their own words, so that a change here without one there fails.
"""

import datetime as dt
import decimal
import pathlib

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather

HERE = pathlib.Path(__file__).parent


def write(name, table, rows=None, **options):
    """An Arrow file with a batch for each `rows` rows."""
    with pa.ipc.new_file(HERE / name, table.schema, options=pa.ipc.IpcWriteOptions(**options)) as writer:
        writer.write_table(table, max_chunksize=rows)


# What pandas writes by default: large_utf8, categoricals, LZ4, microseconds; a null and a NaN.
frame = pd.DataFrame(
    {
        "user_id": ["u1", "u2", "a much longer user id", "u4", "u5"],
        "month": pd.to_datetime(["2020-04-30", "2020-05-31", "2020-04-30", None, "1969-12-31 23:59:59.5"], format="ISO8601"),
        "target": [0, 1, 0, 1, 1],
        "amount": [0.5, None, -2.25, 1e300, 4.0],
        "segment": pd.Categorical(["b", "a", None, "b", "a"]),
        "flag": [True, False, True, True, False],
        "note": ["ä", None, "", "x", "ä"],
    }
)
frame.to_feather(HERE / "pandas.feather")
frame.to_feather(HERE / "pandas-zstd.feather", compression="zstd")
frame.to_feather(HERE / "pandas-raw.feather", compression="uncompressed")

# Every type that is read, with a missing row in each, in batches of 3, 3 and 1 rows.
n = None
every = pa.table(
    {
        "int8": pa.array([1, -2, n, 4, 5, 6, -128], pa.int8()),
        "int16": pa.array([1, -2, n, 4, 5, 6, -32768], pa.int16()),
        "int32": pa.array([1, -2, n, 4, 5, 6, -(2**31)], pa.int32()),
        "int64": pa.array([1, -2, n, 4, 5, 6, -(2**63)], pa.int64()),
        "uint8": pa.array([1, 2, n, 4, 5, 6, 255], pa.uint8()),
        "uint16": pa.array([1, 2, n, 4, 5, 6, 65535], pa.uint16()),
        "uint32": pa.array([1, 2, n, 4, 5, 6, 2**32 - 1], pa.uint32()),
        "uint64": pa.array([1, 2, n, 4, 5, 6, 2**63 - 1], pa.uint64()),
        "float16": pa.array([np.float16(v) if v is not n else n for v in [1, -2.5, n, 4, 5, 6, 65504]], pa.float16()),
        "float32": pa.array([1, -2.5, n, 4, 5, 6, 3.4028234663852886e38], pa.float32()),
        "float64": pa.array([1, -2.5, n, 4, 5, 6, 0.1], pa.float64()),
        "bool": pa.array([True, False, n, True, True, False, True]),
        "utf8": pa.array(["a", "b", n, "a", "", "ü", "longer than twelve bytes"], pa.utf8()),
        "large_utf8": pa.array(["a", "b", n, "a", "", "ü", "longer than twelve bytes"], pa.large_utf8()),
        "string_view": pa.array(["a", "b", n, "a", "", "ü", "longer than twelve bytes"], pa.string_view()),
        "null": pa.nulls(7),
        "s": pa.array([0, 1, n, -1, 5, 6, 7], pa.timestamp("s")),
        "ms": pa.array([0, 1, n, -1, 5, 6, 7], pa.timestamp("ms")),
        "us": pa.array([0, 1, n, -1, 5, 6, 7], pa.timestamp("us", tz="Europe/Berlin")),
        "ns": pa.array([0, 1, n, -1, 5, 6, 7], pa.timestamp("ns", tz="UTC")),
        "date32": pa.array([0, 1, n, -1, 5, 6, 7], pa.date32()),
        "date64": pa.array([v * 86_400_000 if v is not n else n for v in [0, 1, n, -1, 5, 6, 7]], pa.date64()),
    }
)
for kind in ["lz4", "zstd", None]:
    write(f"types-{kind or 'raw'}.arrow", every, rows=3, compression=kind)

# Dictionaries: each index type, entries of several types, an entry that is null, and deltas.
indices = [0, 1, None, 1, 0, 2]
words = pa.array(["x", "y", None])
write(
    "dictionaries.arrow",
    pa.table(
        {
            name: pa.DictionaryArray.from_arrays(pa.array(indices, kind), entries)
            for name, kind, entries in [
                ("int8", pa.int8(), words),
                ("uint8", pa.uint8(), words),
                ("int16", pa.int16(), words),
                ("uint16", pa.uint16(), words),
                ("int32", pa.int32(), words),
                ("uint32", pa.uint32(), words),
                ("int64", pa.int64(), words),
                ("uint64", pa.uint64(), words),
                ("numbers", pa.int8(), pa.array([10, 20, 30])),
                ("floats", pa.int8(), pa.array([0.5, 1.5, 2.5])),
                ("days", pa.int8(), pa.array([1, 2, 3], pa.date32())),
                ("repeated", pa.int8(), pa.array(["x", "y", "x"])),
            ]
        }
    ),
    compression="lz4",
)
growing = pa.schema([("word", pa.dictionary(pa.int32(), pa.utf8()))])
with pa.ipc.new_file(
    HERE / "deltas.arrow", growing, options=pa.ipc.IpcWriteOptions(emit_dictionary_deltas=True)
) as writer:
    for codes, entries in [([0, 1], ["a", "b"]), ([2, 0], ["a", "b", "c"]), ([3, 3], ["a", "b", "c", "d"])]:
        array = pa.DictionaryArray.from_arrays(pa.array(codes, pa.int32()), pa.array(entries))
        writer.write_batch(pa.record_batch([array], schema=growing))

# Types that are refused, between two that are read.
write(
    "refused.arrow",
    pa.table(
        {
            "first": [1, 2],
            "binary": pa.array([b"a", b"b"]),
            "large_binary": pa.array([b"a", b"b"], pa.large_binary()),
            "binary_view": pa.array([b"a", b"a longer one than twelve"], pa.binary_view()),
            "fixed": pa.array([b"ab", b"cd"], pa.binary(2)),
            "decimal": pa.array([decimal.Decimal("1.5"), None]),
            "list": pa.array([[1, 2], [3]]),
            "large_list": pa.array([["a"], []], pa.large_list(pa.string_view())),
            "fixed_list": pa.array([[1, 2], [3, 4]], pa.list_(pa.int8(), 2)),
            "struct": pa.array([{"x": 1, "y": "z"}, {"x": 2, "y": None}]),
            "map": pa.array([[("k", 1)], []], pa.map_(pa.utf8(), pa.int8())),
            "time": pa.array([1, 2], pa.time32("s")),
            "duration": pa.array([1, 2], pa.duration("s")),
            "union": pa.UnionArray.from_dense(
                pa.array([0, 1], pa.int8()), pa.array([0, 0], pa.int32()), [pa.array([1]), pa.array(["x"])]
            ),
            "sparse": pa.UnionArray.from_sparse(pa.array([0, 1], pa.int8()), [pa.array([1, 2]), pa.array(["x", "y"])]),
            "runs": pa.RunEndEncodedArray.from_arrays(pa.array([2], pa.int32()), pa.array(["x"])),
            "list_view": pa.array([[1], [2, 3]], pa.list_view(pa.int8())),
            "last": ["x", "y"],
        }
    ),
    compression="lz4",
)

# Values that do not fit: an unsigned integer and a time, each in row 3.
write("too-large.arrow", pa.table({"count": pa.array([1, n, 2**63], pa.uint64())}))
write("too-late.arrow", pa.table({"when": pa.array([1, n, 2**53], pa.timestamp("s"))}))
# Text that is not UTF-8, in row 2.
write("not-utf8.arrow", pa.table({"text": pa.array([b"ok", b"\xff\xfe"]).view(pa.utf8())}))

# No rows at all; no batch at all; a slice out of the middle.
write("no-rows.arrow", every.slice(0, 0), compression="lz4")
with pa.ipc.new_file(HERE / "no-batches.arrow", every.schema):
    pass
write("sliced.arrow", every.slice(1, 4), compression="zstd")
# Incompressible values, some of which are stored as they are (length -1).
noise = np.random.default_rng(1).bytes(160)
write(
    "stored.arrow",
    pa.table({"noise": np.frombuffer(noise, np.float64), "ones": np.ones(20)}),
    compression="lz4",
    **({"min_space_savings": 0.3} if "min_space_savings" in dir(pa.ipc.IpcWriteOptions) else {}),
)
# Two columns of one name.
write("same-names.arrow", pa.table([pa.array([1]), pa.array([2])], names=["a", "a"]))

# Other formats under the name.
feather.write_feather(pa.table({"a": [1]}), HERE / "version1.feather", version=1)
with pa.ipc.new_stream(HERE / "stream.feather", every.schema) as writer:
    writer.write_table(every)
