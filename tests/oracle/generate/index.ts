// The groups of the fuzzer, and the one way to make case number n of a seed.

import { CaseBuilder } from "../arrays.js";
import type { Case } from "../case.js";
import { Random } from "../random.js";
import { askedLoops } from "./asked-loops.js";
import { asking } from "./asking.js";
import { broadcast } from "./broadcast.js";
import { calendars } from "./calendars.js";
import { cast } from "./cast.js";
import { creation } from "./creation.js";
import { crossedProducts } from "./crossed-products.js";
import { datetime } from "./datetime.js";
import { dtypeSpecs } from "./dtype-specs.js";
import { fileOptions } from "./file-options.js";
import { files } from "./files.js";
import { gufunc } from "./gufunc.js";
import { indexing } from "./indexing.js";
import { iterate } from "./iterate.js";
import { joining } from "./joining.js";
import { making } from "./making.js";
import { manipulation } from "./manipulation.js";
import { math } from "./math.js";
import { methods } from "./methods.js";
import { nditer } from "./nditer.js";
import { oddOptions } from "./odd-options.js";
import { options } from "./options.js";
import { intoOutput } from "./outputs.js";
import { print } from "./print.js";
import { printing } from "./printing.js";
import { recordOptions } from "./record-options.js";
import { records } from "./records.js";
import { reduce } from "./reduce.js";
import { scalars } from "./scalars.js";
import { searching } from "./searching.js";
import { signatures } from "./signatures.js";
import { state } from "./state.js";
import { statistics } from "./statistics.js";
import { streams } from "./streams.js";
import { taking } from "./taking.js";
import { textOptions } from "./text-options.js";
import { timeRoutines } from "./time-routines.js";
import { types } from "./types.js";
import { ufunc } from "./ufunc.js";
import { ufuncMethods } from "./ufunc-methods.js";

import { walking } from "./walking.js";

/** Each group's generator, and its share of a run over all groups. */
export const GROUPS: Readonly<
  Record<string, { make: (builder: CaseBuilder) => void; share: number }>
> = {
  indexing: { make: indexing, share: 5 },
  iterate: { make: iterate, share: 3 },
  nditer: { make: nditer, share: 3 },
  walking: { make: walking, share: 2 },
  taking: { make: taking, share: 3 },
  broadcast: { make: broadcast, share: 2 },
  cast: { make: cast, share: 4 },
  ufunc: { make: ufunc, share: 6 },
  gufunc: { make: gufunc, share: 2 },
  reduce: { make: reduce, share: 5 },
  print: { make: print, share: 4 },
  printing: { make: printing, share: 3 },
  creation: { make: creation, share: 2 },
  making: { make: making, share: 3 },
  files: { make: files, share: 3 },
  searching: { make: searching, share: 3 },
  joining: { make: joining, share: 3 },
  streams: { make: streams, share: 2 },
  statistics: { make: statistics, share: 3 },
  datetime: { make: datetime, share: 4 },
  timeroutines: { make: timeRoutines, share: 3 },
  manipulation: { make: manipulation, share: 4 },
  math: { make: math, share: 3 },
  dtype: { make: dtypeSpecs, share: 2 },
  types: { make: types, share: 3 },
  records: { make: records, share: 4 },
  scalars: { make: scalars, share: 2 },
  asking: { make: asking, share: 2 },
  methods: { make: methods, share: 2 },
  signatures: { make: signatures, share: 2 },
  state: { make: state, share: 1 },
  loops: { make: askedLoops, share: 1 },
  options: { make: options, share: 4 },
  ufuncmethods: { make: ufuncMethods, share: 3 },
  products: { make: crossedProducts, share: 3 },
  calendars: { make: calendars, share: 2 },
  oddoptions: { make: oddOptions, share: 3 },
  fileoptions: { make: fileOptions, share: 2 },
  recordoptions: { make: recordOptions, share: 3 },
  textoptions: { make: textOptions, share: 3 },
};

/** Case `number` of `seed`, drawn from the groups named. The same arguments give the same case. */
export function makeCase(seed: number, number: number, groups: readonly string[]): Case {
  const random = new Random(seed, number);
  const group = random.weighted(groups.map((name) => [name, GROUPS[name]!.share] as const));
  const builder = new CaseBuilder(group, random);
  GROUPS[group]!.make(builder);
  intoOutput(builder);
  return builder.build();
}
