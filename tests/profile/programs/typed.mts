interface Shape { readonly kind: string; area(): number }
type Maybe<T> = T | null;
declare const ambient: number;
enum Colour { Red, Green = 5, Blue }
namespace Space { export const inside = 1 }
abstract class Figure implements Shape {
  declare readonly ghost: string;
  constructor(public readonly kind: string, protected size: number = [1].length) {}
  abstract area(): number;
  over(x: number): string;
  over(x: string): string;
  over(x: unknown): string { return typeof x as string; }
}
class Square extends Figure {
  constructor(size: number) { super("square", size); }
  override area(): number { return this.size ** 2; }
}
const identity = <T,>(x: T): T => x;
const withType = (f: (x: number) => number): ((y: number) => number) => (y) => f(y)!;
function assertIsString(x: unknown): asserts x is string { if (typeof x !== "string") throw new TypeError("no"); }
function thisParam(this: { v: number }, ...rest: number[]): number { return this.v + rest.length; }
export default function (log: (...x: unknown[]) => void): void {
  const s: Shape = new Square(3);
  log(s.kind, s.area(), (s as Figure).over(1), Colour.Blue, Colour[5], Space.inside);
  log(identity<number>(4), withType((x) => x * 2)(3), thisParam.call({ v: 1 }, 2, 3));
  try { assertIsString(1 satisfies number); } catch (e: unknown) { log((<Error>e).message); }
  let definite!: Maybe<string>; definite = null; log(definite, typeof ambient);
  const tuple = [1, "a"] as const satisfies readonly unknown[];
  for (const item of tuple as readonly unknown[]) log(item);
  const made = identity<
    number[]
  >(
    [1, 2] as number[],
  )
    .map<string>((x) => String(x))
    .filter(
      Boolean,
    );
  log(made);
}
