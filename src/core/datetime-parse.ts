// ISO 8601 as NumPy reads it: a date with an optional time, as far as it is written, and an offset from UTC that is
// taken off. Which unit the value gets is for whoever calls to say.

import {
  type CalendarFields,
  daysInMonth,
  fieldsFromValue,
  valueFromFields,
} from "./datetime-calendar.js";
import { datetimeUnit, type UnitName } from "./datetime-unit.js";
import { ValueError } from "./errors.js";
import { asciiRefusal } from "./py-repr.js";
import { warnOnce } from "./warn.js";

/** What a text says: its fields (`null` for "not a time") and the unit that is as exact as it is written. */
export interface ParsedDatetime {
  readonly fields: CalendarFields | null;
  readonly base: UnitName;
}

/** @throws ValueError in NumPy's words, with the place where the text stops making sense */
export function parseDatetime(text: string): ParsedDatetime {
  const word = text.toLowerCase();
  if (word === "nat" || text === "") return { fields: null, base: "generic" };
  if (word === "today") return { fields: today(), base: "D" };
  if (word === "now") return { fields: now(), base: "s" };
  if (/[^\0-\x7f]/.test(text)) throw new ValueError(asciiRefusal(text));
  return new Reader(text).read();
}

function now(): CalendarFields {
  return fieldsFromValue(BigInt(Math.floor(Date.now() / 1000)), datetimeUnit("s"));
}

function today(): CalendarFields {
  const date = new Date();
  const midnight = Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return fieldsFromValue(BigInt(Math.floor(midnight / 86400000)), datetimeUnit("D"));
}

const isDigit = (character: string | undefined): boolean =>
  character !== undefined && character >= "0" && character <= "9";
const isBlank = (character: string | undefined): boolean =>
  character !== undefined && /[ \t\n\v\f\r]/.test(character);

class Reader {
  readonly #text: string;
  #at = 0;
  readonly #fields: CalendarFields = {
    year: 0n,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
    us: 0,
    ps: 0,
    as: 0,
  };

  constructor(text: string) {
    this.#text = text;
  }

  read(): ParsedDatetime {
    return { base: this.#date(), fields: this.#fields };
  }

  #next(): string | undefined {
    return this.#text[this.#at];
  }

  get #atEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  #wrong(): ValueError {
    return new ValueError(
      `Error parsing datetime string "${this.#text}" at position ${this.#at} (an ISO 8601 date or time is needed, such as 2020-01-31T12:30)`,
    );
  }

  #outOfRange(what: string): ValueError {
    return new ValueError(`${what} out of range in datetime string "${this.#text}"`);
  }

  /** Two digits. */
  #pair(): number {
    if (!isDigit(this.#next()) || !isDigit(this.#text[this.#at + 1])) throw this.#wrong();
    const value = Number(this.#text.slice(this.#at, this.#at + 2));
    this.#at += 2;
    return value;
  }

  /** A separator with something behind it. */
  #separator(allowed: string): void {
    const next = this.#next();
    if (next === undefined || !allowed.includes(next)) throw this.#wrong();
    this.#at += 1;
    if (this.#atEnd) throw this.#wrong();
  }

  #date(): UnitName {
    const fields = this.#fields;
    while (isBlank(this.#next())) this.#at += 1;
    const sign = this.#next();
    if (sign === "-" || sign === "+") this.#at += 1;
    else if (!isDigit(sign)) throw this.#wrong();
    if (this.#atEnd) throw this.#wrong();
    let year = 0n;
    for (; isDigit(this.#next()); this.#at++) {
      year = BigInt.asIntN(64, 10n * year + BigInt(this.#next()!));
    }
    fields.year = BigInt.asIntN(64, sign === "-" ? -year : year);
    if (this.#atEnd) return "Y";
    this.#separator("-");
    fields.month = this.#pair();
    if (fields.month < 1 || fields.month > 12) throw this.#outOfRange("Month");
    if (this.#atEnd) return "M";
    this.#separator("-");
    fields.day = this.#pair();
    if (fields.day < 1 || fields.day > daysInMonth(fields.year, fields.month)) {
      throw this.#outOfRange("Day");
    }
    if (this.#atEnd) return "D";
    this.#separator("T ");
    return this.#time();
  }

  #time(): UnitName {
    const fields = this.#fields;
    fields.hour = this.#pair();
    if (fields.hour >= 24) throw this.#outOfRange("Hours");
    if (this.#next() !== ":") return this.#zone("h");
    this.#separator(":");
    fields.minute = this.#pair();
    if (fields.minute >= 60) throw this.#outOfRange("Minutes");
    if (this.#next() !== ":") return this.#zone("m");
    this.#separator(":");
    fields.second = this.#pair();
    if (fields.second >= 60) throw this.#outOfRange("Seconds");
    if (this.#next() !== ".") return this.#zone("s");
    this.#at += 1;
    return this.#zone(this.#fraction());
  }

  /** Up to 18 digits, in groups of six; the unit is the shortest that a group of three reaches. */
  #fraction(): UnitName {
    const groups = [
      ["us", "ms", "us"],
      ["ps", "ns", "ps"],
      ["as", "fs", "as"],
    ] as const;
    let unit: UnitName = "ms";
    for (const [field, coarse, fine] of groups) {
      let digits = 0;
      let value = 0;
      for (; digits < 6 && isDigit(this.#next()); digits++, this.#at++) {
        value = value * 10 + Number(this.#next());
      }
      this.#fields[field] = value * 10 ** (6 - digits);
      if (digits > 0) unit = digits > 3 ? fine : coarse;
      if (digits < 6) break;
    }
    return unit;
  }

  /** What stands behind the time: nothing, `Z`, or an offset; blanks may follow. */
  #zone(unit: UnitName): UnitName {
    if (this.#atEnd) return unit;
    warnOnce("UserWarning", "no explicit representation of timezones available for np.datetime64");
    if (this.#next() === "Z") {
      this.#at += 1;
    } else if (this.#next() === "+" || this.#next() === "-") {
      const sign = this.#next() === "+" ? 1 : -1;
      this.#at += 1;
      const hours = this.#pair();
      if (hours >= 24) throw this.#outOfRange("Timezone hours offset");
      let minutes = 0;
      if (!this.#atEnd) {
        if (this.#next() === ":") this.#at += 1;
        minutes = this.#pair();
        if (minutes >= 60) throw this.#outOfRange("Timezone minutes offset");
      }
      this.#addMinutes(-sign * (60 * hours + minutes));
    }
    while (isBlank(this.#next())) this.#at += 1;
    if (!this.#atEnd) throw this.#wrong();
    return unit;
  }

  #addMinutes(minutes: number): void {
    const fields = this.#fields;
    const minute = datetimeUnit("m");
    const moved = fieldsFromValue(valueFromFields(fields, minute) + BigInt(minutes), minute);
    const { second, us, ps, as } = fields;
    Object.assign(fields, moved, { second, us, ps, as });
  }
}
