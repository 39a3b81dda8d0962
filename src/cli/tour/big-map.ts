// A program of its own, which the tour starts: `write FILE MIB` maps a new file larger than its JavaScript heap
// limit and changes it in place; `read FILE` is another process that looks at the file through a map.

import { getHeapStatistics } from "node:v8";
import * as np from "strided";

const [task, file, size] = process.argv.slice(2) as [string, string, string];

if (task === "write") {
  const rows = (Number(size) * 2 ** 20) / 8 / 1024;
  const table = np.memmap(file, { dtype: "float64", mode: "w+", shape: [rows, 1024] });
  table.set([":", 0], np.arange(rows));
  table.set([-1, -1], 42.5);
  table.flush();
  const limit = getHeapStatistics().heap_size_limit;
  process.stdout.write(
    JSON.stringify({ limit, mapped: table.nbytes, heap_used: process.memoryUsage().heapUsed }),
  );
  table.close();
} else {
  const table = np.memmap(file, { dtype: "float64", mode: "r" });
  const grid = table.reshape([-1, 1024]);
  const rows = grid.shape[0]!;
  process.stdout.write(
    JSON.stringify({
      rows,
      corner: grid.item(rows - 1, 1023),
      column_sum: np.add.reduce(grid.at(":", 0)),
    }),
  );
  table.close();
}
