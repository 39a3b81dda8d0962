// Classes that may be called without `new`, as Python's are: np.nditer(a) is new np.nditer(a).

type Constructor = new (...args: never[]) => object;

/**
 * The class as a function that makes its instances, with or without `new`. Instances are those of both, under
 * NumPy's name.
 */
export function callableClass<Result>(name: string, made: Constructor): Result {
  const make = made as new (...args: unknown[]) => object;
  function call(...args: unknown[]): object {
    return new make(...args);
  }
  call.prototype = made.prototype;
  Object.defineProperty(call, "name", { value: name });
  Object.defineProperty(made.prototype, "constructor", {
    value: call,
    writable: true,
    configurable: true,
  });
  return call as unknown as Result;
}
