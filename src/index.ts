// The public surface: re-exports only, grouped by floor and sorted inside a group.

/// <reference lib="esnext.disposable" preserve="true" />

// --- core ---------------------------------------------------------------------------------------
export { type FlatIndex, FlatIter, FlatIter as flatiter } from "./array/flat.js";
export { type CanCastOptions, type Casting, can_cast } from "./core/casting.js";
export { Complex, complex } from "./core/complex.js";
export type {
  Datetime64Class,
  DatetimeLike,
  Timedelta64Class,
  TimedeltaLike,
  UnitLike,
} from "./core/datetime-class.js";
export { Datetime64, Timedelta64 } from "./core/datetime-scalar.js";
export type { TextZone } from "./core/datetime-text.js";
export type { DatetimeUnit, UnitName } from "./core/datetime-unit.js";
export {
  DType,
  type DTypeKey,
  type DTypeLike,
  type DTypeName,
  type DTypeOptions,
  type DTypeSpec,
  dtype,
  type ItemOf,
  type ResolveDType,
  type Struct,
  type SubArray,
} from "./core/dtype.js";
export {
  type DTypeClass,
  dtypes,
  type MadeByDTypeClass,
  type ObjectDTypeClass,
  type SizedDTypeClass,
} from "./core/dtype-classes.js";
export {
  AxisError,
  CopyError,
  DependencyError,
  DisposedError,
  DTypeError,
  DTypePromotionError,
  FileError,
  FloatingPointError,
  IndexError,
  InternalError,
  MemoryError,
  OverflowError,
  RuntimeError,
  UFuncTypeError,
  ValueError,
  ZeroDivisionError,
} from "./core/errors.js";
export { exceptions } from "./core/exceptions.js";
export { FloatInfo, finfo, IntegerInfo, iinfo } from "./core/finfo.js";
export {
  type FormatFloatOptions,
  type FormatFloatPositionalOptions,
  type FormatFloatScientificOptions,
  format_float_positional,
  format_float_scientific,
} from "./core/format-float.js";
// --- arrays -------------------------------------------------------------------------------------
export { NDArray, NDArray as ndarray, type NDArrayOptions } from "./core/ndarray.js";
export { TooHardError } from "./core/overlap.js";
export type { LayoutOptions } from "./core/picture.js";
export {
  type Array2StringOptions,
  type ArrayTextOptions,
  array_repr,
  array_str,
  array2string,
} from "./core/print.js";
export {
  type FloatMode,
  type FormatterKey,
  type Formatters,
  get_printoptions,
  type PrintOptions,
  type PrintOptionsInit,
  type PrintOptionsScope,
  printoptions,
  type SignMode,
  set_printoptions,
} from "./core/print-options.js";
export { promote_types, result_type } from "./core/promotion.js";
export type { Promote, ResultType, ScalarLike } from "./core/result-types.js";
export {
  type AbstractScalarClass,
  bool,
  bool as bool_,
  bytes_,
  type ComplexScalarClass,
  character,
  complex64,
  complex64 as csingle,
  complex128,
  complex128 as cdouble,
  complex128 as clongdouble,
  complexfloating,
  datetime64,
  flexible,
  float16,
  float16 as half,
  float32,
  float32 as single,
  float64,
  float64 as double,
  float64 as longdouble,
  floating,
  generic,
  inexact,
  int8,
  int8 as byte,
  int16,
  int16 as short,
  int32,
  int32 as intc,
  int64,
  int64 as int_,
  int64 as intp,
  int64 as long,
  int64 as longlong,
  integer,
  number,
  object_,
  type ScalarClass,
  signedinteger,
  str_,
  timedelta64,
  uint8,
  uint8 as ubyte,
  uint16,
  uint16 as ushort,
  uint32,
  uint32 as uintc,
  uint64,
  uint64 as uint,
  uint64 as uintp,
  uint64 as ulong,
  uint64 as ulonglong,
  unsignedinteger,
  voidClass as void,
} from "./core/scalar-class.js";
export { Slice, slice } from "./core/slice.js";
export { isdtype, issubdtype, type KindName, type TypeLike } from "./core/subtypes.js";
export {
  common_type,
  False_,
  little_endian,
  mintypecode,
  ScalarType,
  sctypeDict,
  True_,
  typecodes,
} from "./core/type-codes.js";

// --- files --------------------------------------------------------------------------------------
export type { ByteSink, BytesIO, ReadableFile, WritableFile } from "./io/byte-streams.js";
export { lib } from "./io/lib.js";
export { type LoadOptions, load, type SaveOptions, save } from "./io/load-save.js";
export { Memmap, type MemmapMode, type MemmapOptions, memmap } from "./io/memmap.js";
export { type NpzArchive, NpzFile, savez, savez_compressed } from "./io/npz.js";
export {
  type FromfileOptions,
  type FromstringOptions,
  fromfile,
  fromstring,
  type TofileOptions,
} from "./io/raw.js";
export { type FromregexOptions, fromregex } from "./io/text/fromregex.js";
export { type GenfromtxtOptions, genfromtxt } from "./io/text/genfromtxt.js";
export { type LoadtxtOptions, loadtxt } from "./io/text/loadtxt.js";
export { type SavetxtOptions, savetxt } from "./io/text/savetxt.js";

import "./methods.js";

export { e, euler_gamma, inf, nan, newaxis, pi } from "./core/constants.js";
export {
  type ErrorCall,
  type ErrorLog,
  type ErrorMode,
  type ErrorModes,
  type ErrorModesInit,
  type ErrorStateInit,
  type ErrorStateScope,
  errstate,
  geterr,
  geterrcall,
  seterr,
  seterrcall,
} from "./core/errstate.js";
// --- expressions --------------------------------------------------------------------------------
export {
  type CompiledExpr,
  type Expr,
  type ExprCallOptions,
  type ExprOperand,
  type ExprResult,
  expr,
} from "./expr/expr.js";
export { ExprSyntaxError } from "./expr/source.js";
// --- profile ------------------------------------------------------------------------------------
export { type MemitOptions, type MemoryUse, memit } from "./profile/memit.js";
export { type Profiled, type ProfileOptions, profile } from "./profile/profile.js";
export type { ProfileLine, ProfileReport, ProfileSection } from "./profile/report.js";
// --- profile ------------------------------------------------------------------------------------
export { type TimeitOptions, type Timing, timeit } from "./profile/timeit.js";
// --- routines -----------------------------------------------------------------------------------
export { argmax, argmin } from "./routines/arg-reductions.js";
export { type CopytoOptions, copyto, type RequireOptions, require } from "./routines/assigning.js";
export { atleast_1d, atleast_2d, atleast_3d } from "./routines/at-least.js";
export { average } from "./routines/averages.js";
export { bincount } from "./routines/binning.js";
export { block } from "./routines/blocks.js";
export { broadcast_arrays, broadcast_shapes, broadcast_to } from "./routines/broadcasting.js";
export { getbufsize, setbufsize } from "./routines/bufsize.js";
export {
  BusdayCalendar,
  type BusdayCalendarClass,
  type BusdayCalendarOptions,
  busdaycalendar,
  type DatesLike,
  type Weekmask,
} from "./routines/business-calendar.js";
export {
  type BusdayOffsetOptions,
  type BusdayOptions,
  busday_count,
  busday_offset,
  is_busday,
  type Roll,
} from "./routines/business-days.js";
export { type AstypeOptions, astype, min_scalar_type } from "./routines/casting.js";
export { choose, select, where } from "./routines/choosing.js";
export { around, clip, round } from "./routines/clipping.js";
export { allclose, array_equal, array_equiv, isclose } from "./routines/comparing.js";
export {
  angle,
  imag,
  iscomplex,
  iscomplexobj,
  isreal,
  isrealobj,
  isscalar,
  type RealIfCloseOptions,
  real,
  real_if_close,
} from "./routines/complex-parts.js";
export { type Config, type ConfigOptions, config, show_config } from "./routines/config.js";
export {
  type ConvolveMode,
  type ConvolveOptions,
  convolve,
  correlate,
} from "./routines/convolving.js";
export {
  type CorrcoefOptions,
  type CovOptions,
  corrcoef,
  cov,
} from "./routines/covariance.js";
export {
  array,
  asanyarray,
  asarray,
  ascontiguousarray,
  asfortranarray,
  copy,
} from "./routines/creation.js";
export { cumprod, cumsum, cumulative_prod, cumulative_sum } from "./routines/cumulative.js";
export {
  type DatetimeAsStringOptions,
  datetime_as_string,
  datetime_data,
} from "./routines/datetimes.js";
export { diagonal, type FillDiagonalOptions, fill_diagonal, trace } from "./routines/diagonals.js";
export { diff, ediff1d } from "./routines/differences.js";
export {
  type DLPackCapsule,
  type DLPackExporter,
  type DLPackOptions,
  type FromDLPackOptions,
  from_dlpack,
} from "./routines/dlpack.js";
export { delete, insert, type TrimOptions, trim_zeros } from "./routines/editing.js";
export { asarray_chkfinite, type FiniteOptions, isfortran } from "./routines/finite.js";
export { flip, fliplr, flipud, type Rot90Options, roll, rot90 } from "./routines/flipping.js";
export {
  empty,
  empty_like,
  full,
  full_like,
  ones,
  ones_like,
  zeros,
  zeros_like,
} from "./routines/fresh.js";
export { frombuffer } from "./routines/frombuffer.js";
export {
  type ElementFunction,
  type FrompyfuncOptions,
  type FunctionCallOptions,
  type FunctionUfuncCall,
  frompyfunc,
} from "./routines/frompyfunc.js";
export type { FunctionReduceOptions } from "./routines/function-lines.js";
export {
  type GradientOptions,
  gradient,
  type TrapezoidOptions,
  trapezoid,
  type UnwrapOptions,
  unwrap,
} from "./routines/gradients.js";
export { type GridItem, mgrid, ogrid } from "./routines/grid-builders.js";
export {
  type FromfunctionOptions,
  type FromiterOptions,
  fromfunction,
  fromiter,
  type IndicesOptions,
  indices,
  type MeshgridOptions,
  meshgrid,
} from "./routines/grids.js";
export { histogram, histogram_bin_edges } from "./routines/histogram.js";
export {
  type RavelOptions,
  ravel_multi_index,
  type UnravelOptions,
  unravel_index,
} from "./routines/index-arithmetic.js";
export { c_, index_exp, ix_, r_, s_ } from "./routines/index-builders.js";
export {
  diag_indices,
  diag_indices_from,
  mask_indices,
  type TriangleOptions,
  tril_indices,
  tril_indices_from,
  triu_indices,
  triu_indices_from,
} from "./routines/index-lists.js";
export { type InfinityOptions, isneginf, isposinf } from "./routines/infinities.js";
export { interp } from "./routines/interpolation.js";
export {
  Broadcast,
  broadcast,
  iterable,
  NDEnumerate,
  NDIndex,
  ndenumerate,
  ndindex,
} from "./routines/iterating.js";
export {
  append,
  type ConcatenateOptions,
  column_stack,
  concat,
  concatenate,
  dstack,
  hstack,
  type StackOptions,
  stack,
  vstack,
} from "./routines/joining.js";
export {
  diag,
  diagflat,
  type EyeOptions,
  eye,
  identity,
  type TriOptions,
  tri,
  type VanderOptions,
  vander,
} from "./routines/matrices.js";
// --- memory -------------------------------------------------------------------------------------
export { memory } from "./routines/memory.js";
export { nanmedian, nanpercentile, nanquantile } from "./routines/nan-quantiles.js";
export {
  nanargmax,
  nanargmin,
  nancumprod,
  nancumsum,
  nanmax,
  nanmean,
  nanmin,
  nanprod,
  nanstd,
  nansum,
  nanvar,
} from "./routines/nan-reductions.js";
export { nan_to_num } from "./routines/nan-to-num.js";
export type { NditerFlag, NditerOpFlag, NditerOptions } from "./routines/nditer/flags.js";
export { NDIter, nditer } from "./routines/nditer/iterator.js";
export { type NestedOptions, nested_iters } from "./routines/nditer/nested.js";
export { argwhere, flatnonzero, nonzero } from "./routines/nonzero.js";
export {
  type BaseReprOptions,
  type BinaryReprOptions,
  base_repr,
  binary_repr,
} from "./routines/number-text.js";
export {
  type BitOrder,
  type PackOptions,
  packbits,
  type UnpackOptions,
  unpackbits,
} from "./routines/packing.js";
export { type PadFunction, type PadMode, type PadOptions, pad } from "./routines/padding.js";
export {
  dot,
  inner,
  kron,
  outer,
  tensordot,
  vdot,
} from "./routines/products.js";
export { place, put, put_along_axis, putmask } from "./routines/putting.js";
export { median, percentile, quantile } from "./routines/quantiles.js";
export type {
  BitGenerator,
  MT19937,
  PCG64,
} from "./routines/random/bit-generator.js";
export type { Generator } from "./routines/random/generator.js";
export { random } from "./routines/random/random.js";
export type { RandomState } from "./routines/random/random-state.js";
export type { SeedSequence } from "./routines/random/seed-sequence.js";
export { type ArangeOptions, arange } from "./routines/ranges.js";
export {
  all,
  amax,
  amin,
  any,
  count_nonzero,
  max,
  min,
  prod,
  ptp,
  sum,
} from "./routines/reductions.js";
export {
  expand_dims,
  ndim,
  type OrderOptions,
  type ReshapeOptions,
  ravel,
  reshape,
  shape,
  size,
  squeeze,
} from "./routines/reshaping.js";
export { may_share_memory, type SharingOptions, shares_memory } from "./routines/sharing.js";
export { lexsort } from "./routines/sorting/lexsort.js";
export { argpartition, partition } from "./routines/sorting/partition.js";
export { digitize, searchsorted } from "./routines/sorting/searchsorted.js";
export { intersect1d, isin, setdiff1d, setxor1d, union1d } from "./routines/sorting/sets.js";
export { argsort, type SortKind, type SortOptions, sort } from "./routines/sorting/sorting.js";
export { sort_complex, type TopKOptions, top_k } from "./routines/sorting/top-k.js";
export {
  unique,
  unique_all,
  unique_counts,
  unique_inverse,
  unique_values,
} from "./routines/sorting/unique.js";
export {
  type GeomspaceOptions,
  geomspace,
  type LinspaceOptions,
  type LogspaceOptions,
  linspace,
  logspace,
} from "./routines/spaces.js";
export { i0, sinc } from "./routines/special.js";
export { array_split, dsplit, hsplit, split, unstack, vsplit } from "./routines/splitting.js";
export { mean, std, var_ as var } from "./routines/statistics.js";
export type { AsStridedOptions, WindowOptions } from "./routines/stride-tricks.js";
export { compress, extract, take, take_along_axis } from "./routines/taking.js";
export { type RepeatOptions, repeat, resize, tile } from "./routines/tiling.js";
export {
  matrix_transpose,
  moveaxis,
  permute_dims,
  rollaxis,
  swapaxes,
  transpose,
} from "./routines/transposing.js";
export { tril, triu } from "./routines/triangles.js";
export {
  abs,
  absolute,
  acos,
  acosh,
  add,
  arccos,
  arccosh,
  arcsin,
  arcsinh,
  arctan,
  arctan2,
  arctanh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  bitwise_and,
  bitwise_count,
  bitwise_invert,
  bitwise_left_shift,
  bitwise_not,
  bitwise_or,
  bitwise_right_shift,
  bitwise_xor,
  cbrt,
  ceil,
  conj,
  conjugate,
  copysign,
  cos,
  cosh,
  deg2rad,
  degrees,
  divide,
  divmod,
  equal,
  exp,
  exp2,
  expm1,
  fabs,
  float_power,
  floor,
  floor_divide,
  fmax,
  fmin,
  fmod,
  frexp,
  gcd,
  greater,
  greater_equal,
  heaviside,
  hypot,
  invert,
  isfinite,
  isinf,
  isnan,
  isnat,
  lcm,
  ldexp,
  left_shift,
  less,
  less_equal,
  log,
  log1p,
  log2,
  log10,
  logaddexp,
  logaddexp2,
  logical_and,
  logical_not,
  logical_or,
  logical_xor,
  maximum,
  minimum,
  mod,
  modf,
  multiply,
  negative,
  nextafter,
  not_equal,
  positive,
  pow,
  power,
  rad2deg,
  radians,
  reciprocal,
  remainder,
  right_shift,
  rint,
  sign,
  signbit,
  sin,
  sinh,
  spacing,
  sqrt,
  square,
  subtract,
  tan,
  tanh,
  true_divide,
  trunc,
} from "./ufunc/exports.js";
// --- ufuncs -------------------------------------------------------------------------------------
export { type Gufunc, matmul, matvec, vecdot, vecmat } from "./ufunc/gufuncs.js";
export { ufunc } from "./ufunc/ufunc.js";

// --- types that signatures name -----------------------------------------------------------------
// Kept apart by the blank line below: without these, what others infer from strided could not be named by them.

export type { IndexItem } from "./array/index-plan.js";
export type {
  FieldSpec,
  ListOf,
  NestedList,
  RecordItem,
  StructSpec,
} from "./core/dtype.js";
export type {
  ComplexWarning,
  ModuleDeprecationWarning,
  RankWarning,
  VisibleDeprecationWarning,
} from "./core/exceptions.js";
export type { AxisArgument, OrderName } from "./core/layout.js";
export type { Base, Flags } from "./core/ndarray.js";
export type { SumKey } from "./core/result-types.js";
export type { FieldKey, FieldName, FieldOf, HasDType, Known, PickFields } from "./core/types.js";
export type { TypedArrayKey, ValueKey } from "./core/value-types.js";
export type { Storage } from "./memory/storage.js";
export type { ToDeviceOptions } from "./methods/device.js";
export type { ResizeOptions } from "./methods/manipulation.js";
export type { ArgOptions } from "./routines/arg-reductions.js";
export type { AtLeast } from "./routines/at-least.js";
export type { AstypeMethodOptions } from "./routines/casting.js";
export type { ChooseOptions } from "./routines/choosing.js";
export type { ClipOptions, RoundOptions } from "./routines/clipping.js";
export type {
  ArrayOptions,
  AsarrayOptions,
  Contiguous,
  ContiguousOptions,
  CopyOptions,
} from "./routines/creation.js";
export type {
  Cumulative,
  CumulativeMethod,
  CumulativeOptions,
} from "./routines/cumulative.js";
export type { DiagonalOptions, TraceOptions } from "./routines/diagonals.js";
export type { FromPrototype, FromShape, LikeOptions, ShapeOptions } from "./routines/fresh.js";
export type { FrombufferOptions } from "./routines/frombuffer.js";
export type { BroadcastClass, NDEnumerateClass, NDIndexClass } from "./routines/iterating.js";
export type { AxisJoining, Joining } from "./routines/joining.js";
export type { FromSize } from "./routines/matrices.js";
export type { LimitOptions, MemoryCount, MemoryInfo } from "./routines/memory.js";
export type {
  CopyEvent,
  MemoryEvent,
  MemoryEvents,
  PieceEvent,
  ViewEvent,
} from "./routines/memory-events.js";
export type {
  LiveArray,
  PeakOptions,
  PeakReport,
  SurvivorsOptions,
  SurvivorsReport,
} from "./routines/memory-lifetimes.js";
export type { MemoryMetric, MemorySnapshot, MetricPoint } from "./routines/memory-snapshot.js";
export type { TrackReport } from "./routines/memory-track.js";
export type { NDIterClass } from "./routines/nditer/iterator.js";
export type { PutOptions } from "./routines/putting.js";
export type { MedianOptions, Quantile } from "./routines/quantiles.js";
export type { Random } from "./routines/random/random.js";
export type { Arange } from "./routines/ranges.js";
export type {
  DTypeReduction,
  DTypeReductionMethod,
  ExtremeOptions,
  MeanOptions,
  PtpOptions,
  ReducedItem,
  Reduction,
  ReductionMethod,
  SumOptions,
  TruthOptions,
  VarOptions,
} from "./routines/reduction-types.js";
export type { CountOptions } from "./routines/reductions.js";
export type { ShapeLike } from "./routines/shapes.js";
export type { PartitionOptions } from "./routines/sorting/partition.js";
export type { SearchOptions } from "./routines/sorting/searchsorted.js";
export type { CompressOptions, TakeOptions } from "./routines/taking.js";
export type { Repeats } from "./routines/tiling.js";
export type {
  ArrayArgument,
  ArraysOf,
  ListOfLength,
  OneOrMore,
  PartsOf,
} from "./routines/tuple-types.js";
export { type Vectorized, type VectorizeOptions, vectorize } from "./routines/vectorize.js";
export type { AccumulateOptions } from "./ufunc/accumulate.js";
export type { UfuncOptions } from "./ufunc/call-options.js";
export type { GufuncOptions } from "./ufunc/gufunc.js";
export type { ReduceOptions } from "./ufunc/reduce.js";
export type { OperandDType, ResolveOptions } from "./ufunc/resolve-dtypes.js";
export type { SignatureLike } from "./ufunc/signature.js";
export type {
  BinaryMethod,
  BinaryPairMethod,
  BinaryPairUfunc,
  BinaryUfunc,
  Operand,
  UnaryMethod,
  UnaryPairMethod,
  UnaryPairUfunc,
  UnaryUfunc,
} from "./ufunc/types.js";
