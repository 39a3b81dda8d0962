// Cases that cross the parameters of functions: each takes any of its usual values, and at most one argument of a call
// is of a kind that the function does not take. The other groups draw calls that make sense together.

import type { CaseBuilder } from "../arrays.js";
import type { Arg, Tolerance } from "../case.js";
import { KINDS, type KindName } from "./kinds.js";
import type { Context } from "./parameters.js";

/** The kinds of a function's required parameters in order (some may be left out from `|` on), and of its options. */
type Signature = readonly [required: string, options?: Readonly<Record<string, KindName>>];

const LAYOUT = { dtype: "dtype", order: "order4", shape: "shape" } as const;

const FUNCTIONS: Readonly<Record<string, Signature>> = {
  zeros: ["shape", { dtype: "subType", order: "order", device: "device" }],
  ones: ["shape", { dtype: "subType", order: "order", device: "device" }],
  empty: ["shape", { dtype: "subType", order: "order", device: "device" }],
  full: ["shape step", { dtype: "dtype", order: "order", device: "device" }],
  zeros_like: ["a", LAYOUT],
  ones_like: ["a", LAYOUT],
  empty_like: ["a", LAYOUT],
  full_like: ["a step", LAYOUT],
  eye: ["count", { M: "count", k: "step", dtype: "numberType", order: "order", device: "device" }],
  identity: ["count", { dtype: "numberType" }],
  tri: ["size", { M: "size", k: "step", dtype: "numberType" }],
  diag: ["a", { k: "step" }],
  diagflat: ["a", { k: "step" }],
  tril: ["a", { k: "step" }],
  triu: ["a", { k: "step" }],
  vander: ["plainNumbers", { N: "count", increasing: "truth" }],
  arange: ["number | number number", { dtype: "numberType", device: "device" }],
  linspace: [
    "real real",
    { num: "samples", endpoint: "truth", retstep: "truth", dtype: "dtype", axis: "axis" },
  ],
  logspace: ["real real", { num: "samples", endpoint: "truth", dtype: "numberType", base: "real" }],
  geomspace: ["positive positive", { num: "samples", endpoint: "truth" }],
  array: ["a", { dtype: "dtype", copy: "copy", order: "order4", ndmin: "count" }],
  asarray: ["a", { dtype: "dtype", copy: "copy", order: "order4", device: "device" }],
  asanyarray: ["a", { dtype: "dtype", copy: "copy", order: "order4" }],
  ascontiguousarray: ["a", { dtype: "dtype" }],
  asfortranarray: ["a", { dtype: "dtype" }],
  asarray_chkfinite: ["a", { dtype: "dtype", order: "order4" }],
  copy: ["a", { order: "order4" }],
  frombuffer: ["array", { dtype: "subType", count: "int", offset: "count" }],
  meshgrid: ["a | a", { indexing: "indexing", sparse: "truth" }],
  indices: ["lengths", { dtype: "gridType", sparse: "truth" }],
  require: ["a", { dtype: "dtype" }],
  reshape: ["a newShape", { order: "orderA", copy: "copy" }],
  ravel: ["a", { order: "order4" }],
  transpose: ["a | axes"],
  permute_dims: ["a | axes"],
  moveaxis: ["a axis axis"],
  rollaxis: ["array axis", { start: "step" }],
  swapaxes: ["a axis axis"],
  squeeze: ["a", { axis: "axis" }],
  expand_dims: ["a axis"],
  flip: ["a", { axis: "axis" }],
  fliplr: ["array"],
  flipud: ["array"],
  rot90: ["array", { k: "step", axes: "axes" }],
  roll: ["a shift", { axis: "axis" }],
  tile: ["a reps"],
  repeat: ["a times", { axis: "axis" }],
  pad: [
    "numbers padWidth",
    {
      mode: "padMode",
      constant_values: "padValues",
      reflect_type: "reflect",
      stat_length: "statLength",
      end_values: "padValues",
    },
  ],
  insert: ["numbers places number", { axis: "axis" }],
  delete: ["a places", { axis: "axis" }],
  append: ["a a", { axis: "axis" }],
  resize: ["a lengths"],
  trim_zeros: ["array", { trim: "trim", axis: "axis" }],
  concatenate: ["sequence", { axis: "axis", out: "out", dtype: "numberType", casting: "casting" }],
  concat: ["sequence", { axis: "axis", dtype: "numberType", casting: "casting" }],
  stack: ["sequence", { axis: "axis", out: "out", dtype: "numberType", casting: "casting" }],
  hstack: ["sequence", { dtype: "numberType", casting: "casting" }],
  vstack: ["sequence", { dtype: "numberType", casting: "casting" }],
  dstack: ["sequence"],
  column_stack: ["sequence"],
  block: ["lists"],
  split: ["array sections", { axis: "axis" }],
  array_split: ["array sections", { axis: "axis" }],
  hsplit: ["array sections"],
  vsplit: ["array sections"],
  dsplit: ["array sections"],
  unstack: ["array", { axis: "axis" }],
  broadcast_to: ["a lengths"],
  broadcast_shapes: ["| lengths lengths lengths"],
  broadcast_arrays: ["| a a"],
  atleast_1d: ["a | a"],
  atleast_2d: ["a | a"],
  atleast_3d: ["a | a"],
  copyto: ["target a", { casting: "casting" }],
  astype: ["a dtype", { copy: "truth", device: "device" }],
  matrix_transpose: ["a"],
  take: ["a positions", { axis: "axis", out: "out", mode: "mode" }],
  put: ["target positions value", { mode: "mode" }],
  choose: ["positions numberLists", { out: "out", mode: "mode" }],
  compress: ["flags a", { axis: "axis", out: "out" }],
  extract: ["mask a"],
  place: ["target mask value"],
  putmask: ["target mask value"],
  where: ["mask | a a"],
  nonzero: ["a"],
  argwhere: ["a"],
  flatnonzero: ["a"],
  count_nonzero: ["a", { axis: "axis" }],
  diagonal: ["a", { offset: "step", axis1: "oneAxis", axis2: "axis" }],
  unravel_index: ["positions lengths", { order: "order" }],
  ravel_multi_index: ["indices lengths", { order: "order", mode: "mode" }],
  take_along_axis: ["array intArray", { axis: "axis" }],
  put_along_axis: ["target intArray value oneAxis"],
  fill_diagonal: ["target value", { wrap: "truth" }],
  ix_: ["| positions positions"],
  diag_indices: ["size", { ndim: "size" }],
  diag_indices_from: ["array"],
  tril_indices: ["size", { k: "step", m: "size" }],
  triu_indices: ["size", { k: "step", m: "size" }],
  tril_indices_from: ["array", { k: "step" }],
  triu_indices_from: ["array", { k: "step" }],
  select: ["masks choices", { default: "number" }],
  shape: ["a"],
  ndim: ["a"],
  size: ["a", { axis: "axis" }],
};

const METHODS: Readonly<Record<string, Signature>> = {
  astype: ["dtype", { order: "order4", casting: "casting", copy: "truth" }],
  view: ["| sizedType"],
  byteswap: ["", { inplace: "truth" }],
  fill: ["single"],
  copy: ["", { order: "order4" }],
  flatten: ["", { order: "order4" }],
  ravel: ["", { order: "order4" }],
  reshape: ["newShape", { order: "orderA", copy: "copy" }],
  transpose: ["| axes"],
  swapaxes: ["axis axis"],
  squeeze: ["", { axis: "axis" }],
  repeat: ["times", { axis: "axis" }],
  take: ["positions", { axis: "axis", mode: "mode", out: "out" }],
  put: ["positions value", { mode: "mode" }],
  // NumPy wraps positions round one at a time, which takes years where they are large
  choose: ["numberLists"],
  compress: ["flags", { axis: "axis" }],
  diagonal: ["", { offset: "step", axis1: "oneAxis", axis2: "axis" }],
  getfield: ["dtype", { offset: "int" }],
  nonzero: [""],
  setflags: ["", { write: "truth", align: "truth" }],
};

/** What some results may be apart, and why. */
const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  // powers
  logspace: { ulp: 512, zeroSign: true },
  geomspace: { ulp: 512, zeroSign: true },
  // read only, by design
  broadcast_arrays: { openFlag: "W" },
};

/** Words whose results hold memory that NumPy leaves as it finds it. */
const UNINITIALISED = new Set(["empty", "empty_like"]);

/** One random call of a function or method with values for its parameters. */
export function signatures(builder: CaseBuilder): void {
  const { random } = builder;
  const isMethod = random.chance(0.2);
  const table = isMethod ? METHODS : FUNCTIONS;
  const name = random.pick(Object.keys(table));
  const [required, options = {}] = table[name]!;
  builder.op = isMethod ? `ndarray.${name}` : name;
  const context: Context = { shape: null, dtype: null };
  const kinds = required.split(" ").filter((word) => word !== "");
  const least = kinds.indexOf("|");
  const needed = kinds.filter((kind) => kind !== "|") as KindName[];
  const count = least < 0 ? needed.length : random.int(least, needed.length);
  const given = Object.keys(options).filter(() => random.chance(0.35));
  // of several that do not fit the mode, NumPy lists a set
  if (name === "pad") given.splice(given[0] === "mode" ? 2 : 1);
  const places = count + given.length;
  const odd = random.chance(0.55) && places > 0 ? random.int(0, places - 1) : -1;
  const draw = (kind: KindName, place: number): Arg => {
    const { usual, odd: unusual } = KINDS[kind];
    return (place === odd ? unusual : usual)(builder, context);
  };
  const self = isMethod ? (KINDS.target.usual(builder, context) as { v: string }) : null;
  const args = needed.slice(0, count).map((kind, i) => draw(kind, i));
  const kw = Object.fromEntries(given.map((key, i) => [key, draw(options[key]!, count + i)]));
  const tol = UNINITIALISED.has(name) ? { noData: true } : TOLERANCES[name];
  if (tol !== undefined) builder.tol = tol;
  if (kw["mode"] === "empty") builder.tol = { ...builder.tol, noData: true };
  // the parts of complex numbers are cast one by one
  if (name === "pad") builder.fpe = false;
  // the step to infinity is told of where it is computed
  if (/space$/.test(name)) builder.fpe = false;
  // floats cut to integers of uint32 are up to C
  builder.tol = { ...builder.tol, fromFloat: true };
  if (self !== null) builder.method("r", self.v, name, args, kw);
  else builder.call("r", name, args, kw);
}
