// The golden file of dtypes, as tests read it. Python's texts of numbers become numbers here.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type * as np from "strided";

export interface Parsed {
  spec: np.DTypeLike;
  align: boolean;
  error?: string | null;
  type?: string;
  [property: string]: unknown;
}

export interface DTypeGolden {
  parse: Parsed[];
  equal: [np.DTypeLike, np.DTypeLike, boolean][];
  finfo: Record<string, Record<string, string | number>>;
  iinfo: Record<string, Record<string, string | number>>;
  hierarchy: {
    names: string[];
    issubdtype: string[];
    text: string[];
    kinds: np.KindName[];
    isdtype: Record<string, string>;
  };
  old: {
    mintypecode: [chars: string, char: string][];
    common_type: [specs: string[], type: string | { error: string }][];
    sctypeDict: Record<string, string>;
  };
  complex: [re: string, im: string, text: string][];
  converted: [name: string, value: unknown, result: string | { type: string; error: string }][];
}

export const golden = JSON.parse(
  gunzipSync(readFileSync(new URL("../oracle/golden/dtype.json.gz", import.meta.url))).toString(),
) as DTypeGolden;

/** Python's text of a float as a number. */
export function fromPython(text: string): number {
  return Number(text.replace("inf", "Infinity"));
}
