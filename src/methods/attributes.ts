// Assigning to attributes: what NumPy lets change (dtype, flags) changes, everything else is refused in NumPy's words,
// also in programs that are not strict, where JavaScript would ignore it.

import { viewAs } from "../array/reinterpret.js";
import { DType, readDType } from "../core/dtype.js";
import { DTypeError } from "../core/errors.js";
import { reshapedInPlace, restridedInPlace } from "../core/in-place.js";
import { changeLayout, Flags, NDArray } from "../core/ndarray.js";

import "./device.js";
import "./manipulation.js";

function withSetter(prototype: object, name: string, set: (this: never, value: unknown) => void) {
  const known = Object.getOwnPropertyDescriptor(prototype, name);
  Object.defineProperty(prototype, name, { ...known, set });
}

function refuse(prototype: object, of: string, names: Readonly<Record<string, string>>): void {
  for (const [name, mend] of Object.entries(names)) {
    withSetter(prototype, name, () => {
      throw new TypeError(`attribute '${name}' of '${of}' objects is not writable: ${mend}`);
    });
  }
}

const follows = "it follows from shape and dtype";

refuse(NDArray.prototype, "numpy.ndarray", {
  T: "assign to the elements, as in a.T.set(…)",
  base: "a view keeps the memory that it was taken of",
  device: "arrays live in the memory of the process",
  flags: "setflags({ write }) sets the flag that can be set",
  itemsize: follows,
  length: follows,
  mT: "assign to the elements, as in a.mT.set(…)",
  nbytes: follows,
  ndim: "reshape() gives another number of dimensions",
  size: "reshape() keeps the size, np.resize() makes an array of another",
  writeable: "setflags({ write }) sets it",
});

// Types say that shape, strides and dtype are read only: the compiler could not follow what becomes of the array.

/** Reshapes in place: the one way to be told that a shape would need a copy. */
function setShape(this: NDArray, value: unknown): void {
  const layout = { shape: this._shape, strides: this._strides };
  const { shape, strides } = reshapedInPlace(layout, this.itemsize, this.size, value);
  changeLayout(this, shape, strides);
}
withSetter(NDArray.prototype, "shape", setShape as never);

/** Deprecated since NumPy 2.4, and warned about. */
function setStrides(this: NDArray, value: unknown): void {
  const { byteOffset: first, byteLength } = this.touch();
  const { byteOffset, itemsize } = this;
  const extent = { byteOffset, first, end: first + byteLength, itemsize };
  changeLayout(this, this._shape, restridedInPlace(this._shape, extent, value));
}
withSetter(NDArray.prototype, "strides", setStrides as never);

/** Reads the memory as another dtype from now on. */
function setDtype(this: NDArray, spec: unknown): void {
  let dtype: DType;
  try {
    dtype = readDType(spec);
  } catch (error) {
    throw new DTypeError(`invalid data-type for array: ${(error as Error).message}`);
  }
  const view = viewAs(this, dtype);
  changeLayout(this, view._shape, view._strides, view.dtype);
}
withSetter(NDArray.prototype, "dtype", setDtype as never);

const fixed = "flags describe how the array lies in memory";

refuse(Flags.prototype, "numpy._core.multiarray.flagsobj", {
  behaved: fixed,
  c_contiguous: fixed,
  carray: fixed,
  contiguous: fixed,
  f_contiguous: fixed,
  farray: fixed,
  fnc: fixed,
  forc: fixed,
  fortran: fixed,
  num: fixed,
  owndata: fixed,
});

const descriptions = "dtypes are immutable; np.dtype makes another";

refuse(DType.prototype, "numpy.dtype", {
  base: descriptions,
  descr: descriptions,
  hasobject: descriptions,
  metadata: descriptions,
  name: descriptions,
  ndim: descriptions,
  shape: descriptions,
  str: descriptions,
  type: descriptions,
});
