// The public face of dtypes: the class, the function that reads specifications, and what arrays need
// to make dtypes of their own. Import from here, not from the files behind it.

export {
  type ByteOrder,
  characterDType,
  DType,
  type Field,
  type NamedField,
  type SubDType,
  scalarDType,
  structDType,
  subArrayDType,
  withUnit,
} from "./dtype-class.js";
export { namedFields } from "./dtype-fields.js";
export {
  builtinDTypes,
  type DTypeOptions,
  dtype,
  ownOrReadDType,
  readDType,
} from "./dtype-parse.js";
export type { DescrEntry, DescrType } from "./dtype-text.js";
export type { DTypeKind } from "./scalar-types.js";
export type {
  DTypeKey,
  DTypeLike,
  DTypeName,
  DTypeSpec,
  FieldSpec,
  ItemOf,
  ListOf,
  NestedList,
  RecordItem,
  ResolveDType,
  Struct,
  StructSpec,
  SubArray,
} from "./types.js";
