// The tables of the ziggurat method for the normal and the exponential distribution: 256 layers of
// equal area under the density. G. Marsaglia, W. W. Tsang, "The ziggurat method for generating
// random variables", J. Stat. Soft. 5(8), 2000. NumPy's streams depend on the last bit of every
// entry, so the tables are computed here exactly as its constants were, on first use (milliseconds).

import {
  add,
  type DoubleDouble,
  divide,
  exponential,
  logarithm,
  multiply,
  negate,
  pair,
  scale,
  squareRoot,
} from "./double-double.js";

/**
 * Layer `i` is left at once when the integer drawn is below `inside[i]`; the integer times
 * `width[i]` is the candidate; `density[i]` is the density at the layer's edge.
 */
export interface ZigguratTables<T extends Float32Array | Float64Array = Float64Array> {
  readonly inside: Float64Array;
  readonly width: T;
  readonly density: T;
}

const LAYERS = 256;

/** Where the tail of the normal density begins. */
export const NORMAL_TAIL = 3.654152885361009;
/** One over {@link NORMAL_TAIL}. */
export const NORMAL_TAIL_INVERSE = 0.2736612373297583;
/** Where the tail of the exponential density begins. */
export const EXPONENTIAL_TAIL = 7.69711747013105;

const NORMAL_TAIL_EXACT: DoubleDouble = { high: 3.654152885361009, low: 6.681457429421314e-19 };
/** Area of one layer and of the tail: r f(r) plus the integral of f from r on. */
const NORMAL_AREA_EXACT: DoubleDouble = {
  high: 0.004928673233974655,
  low: -4.2557930024460717e-19,
};
const EXPONENTIAL_TAIL_EXACT: DoubleDouble = {
  high: 7.69711747013105,
  low: -3.6248703662397484e-16,
};
const EXPONENTIAL_AREA_EXACT: DoubleDouble = {
  high: 0.003949659822581557,
  low: 2.014715786725663e-19,
};

/** The normal layers in double precision: the chain of roundings is part of the constants. */
function normalTables(): ZigguratTables {
  const area = 0.004928673233974652;
  const mantissa = 2 ** 52;
  const density = (x: number) => exponential(pair(-0.5 * x * x)).high;
  const tables = emptyTables(Float64Array, NORMAL_TAIL / mantissa, density(NORMAL_TAIL));
  tables.inside[0] = roundHalfEven(((NORMAL_TAIL * tables.density[255]!) / area) * mantissa);
  tables.width[0] = area / tables.density[255]! / mantissa;
  let edge = NORMAL_TAIL;
  for (let i = LAYERS - 2; i > 0; i--) {
    const x = Math.sqrt(-2 * logarithm(pair(area / edge + tables.density[i + 1]!)).high);
    tables.inside[i + 1] = roundHalfEven((x / edge) * mantissa);
    tables.width[i] = x / mantissa;
    tables.density[i] = density(x);
    // The one entry whose last bit the C library of the time rounded up.
    if (i === 38) tables.density[i]! += 2 ** -53;
    edge = x;
  }
  return tables;
}

/** Layers in high precision, each entry rounded once at the end. */
function preciseTables<T extends Float32Array | Float64Array>(
  kind: new (length: number) => T,
  mantissa: number,
  tail: DoubleDouble,
  area: DoubleDouble,
  density: (x: DoubleDouble) => DoubleDouble,
  inverse: (y: DoubleDouble) => DoubleDouble,
  toInteger: (x: DoubleDouble) => number,
): ZigguratTables<T> {
  let above = density(tail);
  let edge = tail;
  const tables = emptyTables(kind, tail.high / mantissa, above.high);
  tables.inside[0] = toInteger(scale(divide(multiply(tail, above), area), mantissa));
  tables.width[0] = divide(area, above).high / mantissa;
  for (let i = LAYERS - 2; i > 0; i--) {
    const x = inverse(add(divide(area, edge), above));
    tables.inside[i + 1] = toInteger(scale(divide(x, edge), mantissa));
    above = density(x);
    tables.width[i] = x.high / mantissa;
    tables.density[i] = above.high;
    edge = x;
  }
  return tables;
}

const normalDensity = (x: DoubleDouble) => exponential(scale(multiply(x, x), -0.5));
const normalInverse = (y: DoubleDouble) => squareRoot(scale(logarithm(y), -2));
const exponentialDensity = (x: DoubleDouble) => exponential(negate(x));
const exponentialInverse = (y: DoubleDouble) => negate(logarithm(y));

function exponentialTables(): ZigguratTables {
  return preciseTables(
    Float64Array,
    2 ** 53,
    EXPONENTIAL_TAIL_EXACT,
    EXPONENTIAL_AREA_EXACT,
    exponentialDensity,
    exponentialInverse,
    // The constants have 52 bits and were shifted up to the 53 that a draw has.
    (x) => 2 * floorOf(scale(x, 0.5)),
  );
}

function normalTablesFloat(): ZigguratTables<Float32Array> {
  return preciseTables(
    Float32Array,
    2 ** 23,
    NORMAL_TAIL_EXACT,
    NORMAL_AREA_EXACT,
    normalDensity,
    normalInverse,
    (x) => Math.round(x.high),
  );
}

function exponentialTablesFloat(): ZigguratTables<Float32Array> {
  const tables = preciseTables(
    Float32Array,
    2 ** 23,
    EXPONENTIAL_TAIL_EXACT,
    EXPONENTIAL_AREA_EXACT,
    exponentialDensity,
    exponentialInverse,
    (x) => Math.round(x.high),
  );
  // Four entries within a fiftieth of a unit of the middle between two floats, which the
  // constants have on the other side.
  tables.density[128]! -= 2 ** -26;
  tables.density[154]! += 2 ** -26;
  tables.density[171]! -= 2 ** -27;
  tables.width[226]! += 2 ** -45;
  return tables;
}

function emptyTables<T extends Float32Array | Float64Array>(
  kind: new (length: number) => T,
  lastWidth: number,
  lastDensity: number,
): ZigguratTables<T> {
  const tables = {
    inside: new Float64Array(LAYERS),
    width: new kind(LAYERS),
    density: new kind(LAYERS),
  };
  tables.width[LAYERS - 1] = lastWidth;
  tables.density[LAYERS - 1] = lastDensity;
  tables.density[0] = 1;
  return tables;
}

function floorOf(x: DoubleDouble): number {
  const floor = Math.floor(x.high);
  return floor === x.high && x.low < 0 ? floor - 1 : floor;
}

function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}

/** A value computed on first use. */
function lazily<T>(build: () => T): () => T {
  let value: T | undefined;
  return () => {
    value ??= build();
    return value;
  };
}

export const normalZiggurat = lazily(normalTables);
export const normalZigguratFloat = lazily(normalTablesFloat);
export const exponentialZiggurat = lazily(exponentialTables);
export const exponentialZigguratFloat = lazily(exponentialTablesFloat);
