"""What table-bench does, by pyarrow: `python feather_peer.py PATH`, printing the same line."""

import resource
import sys
import time

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.feather as feather

# Loading the libraries' parts that are used is not what is timed.
compute.sum(pa.array([1.0])), compute.sum(pa.array([1]))
start = time.perf_counter()
table = feather.read_table(sys.argv[1], memory_map=True)
read = time.perf_counter() - start
total = 0.0
for column in table.columns:
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type):
        total += compute.sum(column).as_py()
whole = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
print(f"{read * 1e3:.3f} {whole * 1e3:.3f} {peak} {total}")
