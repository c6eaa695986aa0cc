"""Makes a table like those of the main job, as feather files: `python feather_data.py FOLDER [rows] [columns]`.

One file each for bodies as they are, LZ4 and Zstandard. Of the columns two are keys (a million different user
ids, and months), and of the rest two in five hold floats, two in five small integers, one in five text of few
kinds; one in ten has missing rows.
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.feather as feather

folder = pathlib.Path(sys.argv[1])
rows = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
columns = int(sys.argv[3]) if len(sys.argv) > 3 else 52
random = np.random.default_rng(42)
data = {
    "user_id": pa.array([f"user-{i:08d}" for i in random.permutation(rows)]),
    "month": pa.array(np.datetime64("2020-04-30", "ns") + np.zeros(rows, "timedelta64[ns]")),
}
for number in range(1, columns - 1):
    mask = random.random(rows) < 0.05 if number % 10 == 0 else None
    if number % 5 in (0, 1):
        values = pa.array(np.round(random.lognormal(size=rows), 3), mask=mask)
    elif number % 5 in (2, 3):
        values = pa.array(random.integers(0, 1 + 10 ** (number % 4 + 1), rows), mask=mask)
    else:
        kinds = [f"kind-{number}-{kind}" for kind in range(3 + number)]
        values = pa.DictionaryArray.from_arrays(
            pa.array(random.integers(0, len(kinds), rows).astype(np.int32), mask=mask), kinds
        ).dictionary_decode()
    data[f"feature_{number}"] = values
table = pa.table(data)
for name, compression in [("raw", "uncompressed"), ("lz4", "lz4"), ("zstd", "zstd")]:
    feather.write_feather(table, folder / f"{name}.feather", compression=compression)
