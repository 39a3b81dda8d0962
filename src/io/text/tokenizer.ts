// Rows of text cut into fields, by NumPy's rules for loadtxt: a delimiter or white space, comments, quotes, line
// ends of any kind. A row is a text and the places of its fields in it: no string is made for a field.

import { ValueError } from "../../memory/errors.js";
import { lineTooLong, longestLine, type TextSource } from "./sources.js";
import { isSpace } from "./spaces.js";

/** Characters with a meaning, as UTF-16 units; -1 for none. */
export interface RowSyntax {
  /** -1: any white space. */
  readonly delimiter: number;
  readonly comment: number;
  readonly quote: number;
}

const LF = 10;
const CR = 13;

/** The rows of a text, one at a time. */
export class RowReader {
  /** The text that the current row's fields lie in. */
  text = "";
  /** Number of fields of the current row. */
  count = 0;
  starts = new Int32Array(16);
  ends = new Int32Array(16);
  /** Told of each line without fields, but for one that the text ends with. */
  onEmpty: (() => void) | null = null;
  readonly #source: TextSource;
  readonly #syntax: RowSyntax;
  #buffer = "";
  #at = 0;
  #finished = false;

  constructor(source: TextSource, syntax: RowSyntax) {
    this.#source = source;
    this.#syntax = syntax;
  }

  /** Bytes of the source that rows were made of so far, about. */
  get bytesUsed(): number {
    return Math.max(1, this.#source.bytesRead - (this.#buffer.length - this.#at));
  }

  /** Whether the source has no more rows. */
  get finished(): boolean {
    return this.#finished;
  }

  get totalBytes(): number | null {
    return this.#source.totalBytes;
  }

  /** Passes over a line whatever it holds. */
  skipLine(): void {
    if (this.#source.byLine) {
      if (this.#source.next() === null) this.#finished = true;
      return;
    }
    for (;;) {
      const end = this.#buffer.indexOf("\n", this.#at);
      if (end >= 0) {
        this.#at = end + 1;
        return;
      }
      const piece = this.#source.next();
      this.#buffer = piece ?? "";
      this.#at = 0;
      if (piece === null) {
        this.#finished = true;
        return;
      }
    }
  }

  /** Reads the next row that has fields; false at the end. */
  next(): boolean {
    while (!this.#finished) {
      this.count = 0;
      if (this.#source.byLine && !this.#nextLine()) return false;
      if (!this.#plainRow()) this.#quotedRow();
      if (this.count > 0) return true;
      if (!this.#finished) this.onEmpty?.();
    }
    return false;
  }

  #nextLine(): boolean {
    const line = this.#source.next();
    if (line === null) {
      this.#finished = true;
      return false;
    }
    this.#buffer = line;
    this.#at = 0;
    return true;
  }

  #add(start: number, end: number): void {
    const k = this.count++;
    if (k === this.starts.length) {
      this.starts = grown(this.starts);
      this.ends = grown(this.ends);
    }
    this.starts[k] = start;
    this.ends[k] = end;
  }

  /** Appends text from the source, dropping what lies before the current row; false at the end. */
  #more(): boolean {
    const rest = this.#buffer.slice(this.#at);
    let piece = this.#source.next();
    if (piece === null) return false;
    // a row of many pieces is looked at again from its start: read ever more, so that it stays linear
    while (piece.length < rest.length) {
      const further = this.#source.next();
      if (further === null) break;
      piece += further;
    }
    if (rest.length + piece.length > longestLine + 2 ** 20) throw lineTooLong();
    this.#buffer = rest + piece;
    this.#at = 0;
    return true;
  }

  /** A row without quotes; false, with nothing taken, where a field begins with a quote. */
  #plainRow(): boolean {
    const { delimiter, comment, quote } = this.#syntax;
    const { byLine } = this.#source;
    for (;;) {
      const text = this.#buffer;
      const length = text.length;
      let i = this.#at;
      let start = i;
      let atStart = true;
      let stop = -1;
      this.count = 0;
      for (; i < length; i++) {
        const c = text.charCodeAt(i);
        if (c === LF || c === CR) {
          stop = i;
          break;
        }
        if (atStart) {
          if (delimiter < 0 && isSpace(c)) {
            start = i + 1;
            continue;
          }
          if (c === quote) return false;
          atStart = false;
        }
        if (delimiter < 0 ? (c === 32 || c < 32 || c > 127) && isSpace(c) : c === delimiter) {
          this.#add(start, i);
          start = i + 1;
          atStart = true;
        } else if (c === comment) {
          stop = i;
          break;
        }
      }
      if (stop < 0 && !byLine) {
        if (this.#more()) continue;
        this.#finished = true;
      }
      this.#add(start, stop < 0 ? length : stop);
      this.text = text;
      if (stop < 0) this.#at = length;
      else if (!this.#pastLineEnd(stop)) continue;
      this.#dropEmptyField(false);
      return true;
    }
  }

  /** Moves behind the line's end from where its fields ended; false where more text had to be had first. */
  #pastLineEnd(stop: number): boolean {
    const text = this.#buffer;
    const { byLine } = this.#source;
    if (byLine) {
      const c = text.charCodeAt(stop);
      if (c !== LF && c !== CR) return true; // a comment: what follows is no one's
      const end = c === CR && text.charCodeAt(stop + 1) === LF ? stop + 2 : stop + 1;
      if (end < text.length) throw embeddedNewline();
      return true;
    }
    let i = stop;
    while (i < text.length && text.charCodeAt(i) !== LF && text.charCodeAt(i) !== CR) i++;
    if (i === text.length || (i === text.length - 1 && text.charCodeAt(i) === CR)) {
      if (this.#more()) return false;
      this.#finished = true;
    }
    this.#at = text.charCodeAt(i) === CR && text.charCodeAt(i + 1) === LF ? i + 2 : i + 1;
    return true;
  }

  /** An empty line has no field, and white space at a line's end begins none. */
  #dropEmptyField(firstQuoted: boolean): void {
    if (firstQuoted || (this.count !== 1 && this.#syntax.delimiter >= 0)) return;
    const last = this.count - 1;
    if (this.starts[last] === this.ends[last]) this.count -= 1;
  }

  /** A row with quotes: its fields are put together in a text of their own. */
  #quotedRow(): void {
    const { delimiter, comment, quote } = this.#syntax;
    const { byLine } = this.#source;
    let text = "";
    let fieldStart = 0;
    let firstQuoted = false;
    let state: "start" | "plain" | "quoted" | "closing" = "start";
    this.count = 0;
    let buffer = this.#buffer;
    let i = this.#at;
    for (;;) {
      if (i >= buffer.length) {
        if (byLine && state !== "quoted") break;
        const piece = this.#source.next();
        if (piece === null) {
          this.#finished = true;
          break;
        }
        // NumPy takes a line without anything, not even its end, for the text's end
        if (byLine && piece === "") break;
        if (text.length + piece.length > longestLine) throw lineTooLong();
        buffer = piece;
        i = 0;
        continue;
      }
      const c = buffer.charCodeAt(i);
      if (state === "quoted") {
        if (c === quote) state = "closing";
        else text += buffer[i];
        i++;
        continue;
      }
      if (state === "closing" && c === quote) {
        text += buffer[i];
        state = "quoted";
        i++;
        continue;
      }
      const isEnd = c === LF || c === CR;
      if (state === "start") {
        if (!isEnd && delimiter < 0 && isSpace(c)) {
          i++;
          continue;
        }
        if (c === quote) {
          if (this.count === 0) firstQuoted = true;
          state = "quoted";
          i++;
          continue;
        }
      }
      state = "plain";
      if (isEnd || c === comment) break;
      if (delimiter < 0 ? isSpace(c) : c === delimiter) {
        this.#add(fieldStart, text.length);
        fieldStart = text.length;
        state = "start";
      } else text += buffer[i];
      i++;
    }
    this.#add(fieldStart, text.length);
    this.text = text;
    this.#buffer = buffer;
    this.#at = i;
    this.#dropEmptyField(firstQuoted);
    this.#leaveLine();
  }

  /** Moves behind the line's end from inside the line. */
  #leaveLine(): void {
    for (;;) {
      if (this.#at >= this.#buffer.length) {
        if (this.#source.byLine || this.#finished) return;
        const piece = this.#source.next();
        if (piece === null) {
          this.#finished = true;
          return;
        }
        this.#buffer = piece;
        this.#at = 0;
      }
      if (this.#pastLineEnd(this.#at)) return;
    }
  }
}

function grown(places: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(places.length * 2);
  larger.set(places);
  return larger;
}

function embeddedNewline(): ValueError {
  return new ValueError(
    "Found an unquoted embedded newline within a single line of input.  This is currently not supported.",
  );
}
