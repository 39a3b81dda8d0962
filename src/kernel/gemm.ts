// Matrix products of packed matrices in JavaScript: C = A · B with A m×k, B k×n, C m×n, rows contiguous. What
// types there are and how operands become packed is routines/products.ts's business.
//
// Each pass adds four rows of B, scaled, to a row of C: one load and one store of C for four products. B is
// walked in blocks that stay in the second-level cache.

const rowsPerBlock = 128;
const columnsPerBlock = 1024;

type Block = (k0: number, k1: number, j0: number, j1: number) => void;

function blocked(k: number, n: number, run: Block): void {
  for (let k0 = 0; k0 < k; k0 += rowsPerBlock) {
    for (let j0 = 0; j0 < n; j0 += columnsPerBlock) {
      run(k0, Math.min(k, k0 + rowsPerBlock), j0, Math.min(n, j0 + columnsPerBlock));
    }
  }
}

/** Products and sums in double precision; C must begin as zeros. */
export function gemmFloat(
  m: number,
  n: number,
  k: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  blocked(k, n, (k0, k1, j0, j1) => {
    for (let i = 0; i < m; i++) {
      const rowA = i * k;
      const rowC = i * n;
      let p = k0;
      for (; p + 3 < k1; p += 4) {
        const a0 = a[rowA + p]!;
        const a1 = a[rowA + p + 1]!;
        const a2 = a[rowA + p + 2]!;
        const a3 = a[rowA + p + 3]!;
        const b0 = p * n;
        const b1 = b0 + n;
        const b2 = b1 + n;
        const b3 = b2 + n;
        for (let j = j0; j < j1; j++) {
          c[rowC + j] =
            c[rowC + j]! + a0 * b[b0 + j]! + a1 * b[b1 + j]! + a2 * b[b2 + j]! + a3 * b[b3 + j]!;
        }
      }
      for (; p < k1; p++) {
        const a0 = a[rowA + p]!;
        const b0 = p * n;
        for (let j = j0; j < j1; j++) c[rowC + j] = c[rowC + j]! + a0 * b[b0 + j]!;
      }
    }
  });
}

/** Products and sums modulo 2^32, which is right for every integer of up to 32 bits; C must begin as zeros. */
export function gemmInt32(
  m: number,
  n: number,
  k: number,
  a: Int32Array,
  b: Int32Array,
  c: Int32Array,
): void {
  blocked(k, n, (k0, k1, j0, j1) => {
    for (let i = 0; i < m; i++) {
      const rowC = i * n;
      for (let p = k0; p < k1; p++) {
        const a0 = a[i * k + p]!;
        const b0 = p * n;
        for (let j = j0; j < j1; j++) {
          c[rowC + j] = (c[rowC + j]! + Math.imul(a0, b[b0 + j]!)) | 0;
        }
      }
    }
  });
}

/** Products and sums modulo 2^64, for values that doubles cannot hold. */
export function gemmInt64(
  m: number,
  n: number,
  k: number,
  a: BigInt64Array,
  b: BigInt64Array,
  c: BigInt64Array,
): void {
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      let sum = 0n;
      for (let p = 0; p < k; p++) sum += a[i * k + p]! * b[p * n + j]!;
      c[i * n + j] = sum;
    }
  }
}

/** Complex products: real and imaginary parts alternate in all three; C must begin as zeros. */
export function gemmComplex(
  m: number,
  n: number,
  k: number,
  a: Float64Array,
  b: Float64Array,
  c: Float64Array,
): void {
  blocked(k, n, (k0, k1, j0, j1) => {
    for (let i = 0; i < m; i++) {
      for (let p = k0; p < k1; p++) {
        const re = a[2 * (i * k + p)]!;
        const im = a[2 * (i * k + p) + 1]!;
        for (let j = j0; j < j1; j++) {
          const at = 2 * (p * n + j);
          const to = 2 * (i * n + j);
          const bRe = b[at]!;
          const bIm = b[at + 1]!;
          c[to] = c[to]! + re * bRe - im * bIm;
          c[to + 1] = c[to + 1]! + re * bIm + im * bRe;
        }
      }
    }
  });
}
