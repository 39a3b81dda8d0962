// Options objects: every public function checks the names it was given against those it knows, so that a
// misspelt option is an error and never silently ignored. What the options mean is the functions' business.

import { ValueError } from "../memory/errors.js";
import { pythonRepr, shown } from "./python-values.js";

/**
 * The options object of a call, checked.
 *
 * @param routine - name of the function, for the error
 * @param given - what the caller passed; `undefined` stands for no options
 * @param known - the names the function takes
 * @throws TypeError for a name that is not known, or something that is no options object
 */
export function options<T extends object>(
  routine: string,
  given: T | undefined,
  known: readonly (keyof T & string)[],
): Partial<T> {
  if (given === undefined) return {};
  if (!isOptions(given)) {
    throw new TypeError(
      known.length === 0
        ? `${routine}() takes no optional arguments; got ${shown(given)}`
        : `${routine}() takes its optional arguments in one object, as in { ${known[0]}: … }; got ${shown(given)}`,
    );
  }
  for (const name of Object.keys(given)) {
    if (!(known as readonly string[]).includes(name)) {
      throw new TypeError(
        `${routine}() got an unexpected keyword argument '${name}' (known: ${known.join(", ") || "none"})`,
      );
    }
  }
  checkPlace(given);
  return given;
}

/**
 * What is to be said of two options wherever there are any: `device` knows one device, `like` takes an array.
 *
 * @throws ValueError, TypeError in NumPy's words
 */
function checkPlace(given: Places): void {
  const { device, like } = given;
  if (device !== undefined && device !== null && device !== "cpu") {
    const text = typeof device === "string" ? device : pythonRepr(device);
    throw new ValueError(`Device not understood. Only "cpu" is allowed, but received: ${text}`);
  }
  if (like === undefined || like === null || isArray(like)) return;
  throw new TypeError(
    `The \`like\` argument must be an array-like that implements the \`__array_function__\` protocol. (an array; got ${shown(like)})`,
  );
}

interface Places {
  readonly device?: unknown;
  readonly like?: unknown;
}

/** Arrays are not known here: they are told by what they have. */
const isArray = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "storage" in value && "_strides" in value;

/** Whether a value is a plain object, such as options are given in. */
export function isOptions(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const proto: unknown = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
}

/** One of the values that an option may have. @throws ValueError naming them; TypeError for what is no text */
export function oneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  if (!allowed.includes(value as T)) {
    const Kind = typeof value === "string" ? ValueError : TypeError;
    throw new Kind(
      `${option} must be one of ${allowed.map((one) => `'${one}'`).join(", ")} (got ${shown(value)})`,
    );
  }
  return value as T;
}
