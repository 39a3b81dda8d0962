// np.lib: NumPy's parts that are rarely needed, put together from where they live.

import { recfunctions } from "../routines/recfunctions/recfunctions.js";
import { array_utils } from "../routines/sharing.js";
import { stride_tricks } from "../routines/stride-tricks.js";
import { BytesIO } from "./byte-streams.js";
import { format } from "./format.js";
import { NpzFile } from "./npz.js";

/** `np.lib`. */
export const lib = {
  array_utils,
  format,
  npyio: { BytesIO, NpzFile },
  recfunctions,
  stride_tricks,
} as const;
