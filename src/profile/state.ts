// The one recorder of this process and the program-wide profile that the command line may be running. Both
// the command and the user's `import "strided"` must reach the same instance of this file.

import { Recorder } from "./recorder.js";
import type { ProfileReport } from "./report.js";

let recorder: Recorder | undefined;

/** The recorder that instrumented sources and `np.profile` share. */
export function sharedRecorder(): Recorder {
  recorder ??= new Recorder();
  return recorder;
}

/** Receives the reports of `np.profile` while `strided profile` runs the program: it prints at the end. */
export const program: { collect: ((report: ProfileReport) => void) | null } = { collect: null };
