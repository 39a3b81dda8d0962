// The rule that every public name is documented (part of `npm run lint`): a summary; of a function also whether it
// gives a view or a copy, what it throws, and an example, which tests run; of an option its default.
// `--json` prints what was found.

import { publicDocs } from "./public-docs.mjs";

/** Functions that have no error to speak of: they take nothing, or take everything. */
const cannotThrow =
  /\.(toString|toJSON|keys|repr|equals|tell|getvalue|has|isfileobj|get_printoptions|empty_pool)$/;
/** What needs no example: what JavaScript calls by itself. */
const noExample = /\.(toString|toJSON)$/;

/** How a default is told: in words, as `"C"` (default), or alone in brackets. */
const hasDefault = /default|without|unless|none|for NumPy's sake|\((`|false|true|null|-?\d)/i;

/** Results that TypeScript itself shows to be no array. */
const noArray =
  /^[\s|:]*((readonly )?(void|never|undefined|null|number|boolean|string|bigint|Complex|DType(<[^|]*>)?|Uint8Array(<\w+>)?|ScalarClass|Disposable|PrintOptions|this is \w+|"[^"]*")(\[\])*[\s|:]*)+$/;
const noArraySentence =
  /\b(no arrays?|numbers?|booleans?|strings?|text|nothing|shapes?|dtypes?|names?|bytes|value|generators?|report|function|iterator|slice|class)\b/i;

/** Words for the shape, dtype or elements of an array. */
const aboutArrays =
  /shape|dtype|ax[ie]s|dimension|element|length|int\d|float|bool|matri|vector|column|row|scalar|items|positions|field|values|memory|record|number|grid/i;

/** A comment in parts: the first paragraph, everything but examples, and the tags. */
export function partsOf(doc) {
  const plain = doc.replace(/```[\s\S]*?(```|$)/g, "");
  const tags = [...plain.matchAll(/(?:^|[\n.] ?)@(\w+)\s*((?:(?!\n@)[\s\S])*)/g)];
  const valuesOf = (tag) => tags.filter((one) => one[1] === tag).map((one) => one[2].trim());
  return {
    summary: plain.split(/\n\s*\n|(?:^|\n)@/)[0].trim(),
    prose: plain,
    returns: valuesOf("returns").join(" "),
    throws: valuesOf("throws").filter((text) => text !== ""),
    examples: [...doc.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]),
    isAlias: /^(Another name|NumPy's other name) (of|for) `/.test(doc),
  };
}

/** What is missing in one entry's documentation. */
function lacks(entry) {
  if (entry.doc === null || entry.doc === "") return ["any documentation"];
  const parts = partsOf(entry.doc);
  const missing = [];
  if (!/\w/.test(parts.summary)) missing.push("a summary");
  if (parts.isAlias) return missing;
  const isOption = entry.kind === "member" && /Options\.\w+$/.test(entry.name);
  if (isOption && entry.optional && !hasDefault.test(parts.prose)) {
    missing.push("its default");
  }
  if (entry.kind === "class" && !/(Error|Options)$/.test(entry.name)) {
    if (parts.examples.length === 0) missing.push("an @example");
  }
  if (entry.kind !== "function") return missing;
  const saysHow = /\b(views?|cop(y|ies|ied))\b/i.test(parts.prose);
  if (!saysHow && !noArray.test(entry.result) && !noArraySentence.test(parts.returns)) {
    missing.push('"view" or "copy", or a @returns that says what else it gives');
  }
  if (entry.result.includes("NDArray") && !aboutArrays.test(parts.prose)) {
    missing.push("what the array's shape, dtype or elements are");
  }
  if (parts.throws.length === 0 && !cannotThrow.test(entry.name)) missing.push("@throws");
  if (parts.examples.length === 0 && !noExample.test(entry.name)) missing.push("an @example");
  return missing;
}

const entries = publicDocs();
const incomplete = entries
  .map((entry) => ({ ...entry, missing: lacks(entry) }))
  .filter((entry) => entry.missing.length > 0);

function check() {
  for (const { name, place, missing } of incomplete) {
    process.stderr.write(`${place}: ${name}: the documentation lacks ${missing.join("; ")}\n`);
  }
  if (incomplete.length > 0) {
    process.stderr.write(`${incomplete.length} public names are not fully documented\n`);
    process.exitCode = 1;
  } else process.stdout.write(`docs: ${entries.length} public names, all documented\n`);
}

const asked = process.argv[2];
// no process.exit after writing: a pipe would lose what it has not taken yet
if (asked === "--json") process.stdout.write(JSON.stringify(entries));
else if (asked === "--list") {
  process.stdout.write(`${JSON.stringify(incomplete.map((one) => one.name))}\n`);
} else check();
