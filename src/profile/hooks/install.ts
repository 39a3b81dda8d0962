// Hooks into Node's module loader, in the same thread where Node can (22.15, 23.5 and later), else through a
// loader thread. Only the wiring; what happens to a file is load.ts's.

import * as nodeModule from "node:module";
import { MessageChannel, receiveMessageOnPort } from "node:worker_threads";
import { installHooks } from "../hooks.js";
import type { Recorder } from "../recorder.js";
import { wrapCommonJs } from "./commonjs.js";
import { type LoadedFile, type LoadPlan, resolveSpecifier, SourceLoader } from "./load.js";

type Next = (specifier: string, context: unknown) => unknown;

/** `module.registerHooks`, which the type definitions of Node 20 do not have. */
type RegisterHooks = (hooks: {
  resolve(specifier: string, context: { parentURL?: string }, next: Next): unknown;
  load(url: string, context: unknown, next: Next): unknown;
}) => void;

/** Makes every module loaded from now on pass through the plan, and its functions known to the recorder. */
export function installLoader(plan: LoadPlan, recorder: Recorder): void {
  installHooks(recorder);
  const announce = (file: LoadedFile): void => {
    recorder.register(file.path, file.text, file.functions);
  };
  wrapCommonJs(plan, announce);
  const { registerHooks } = nodeModule as unknown as { registerHooks?: RegisterHooks };
  if (registerHooks === undefined) {
    registerThread(plan, recorder, announce);
    return;
  }
  const loader = new SourceLoader(plan, announce, { format: "module" });
  registerHooks({
    resolve(specifier, context, next) {
      const url = resolveSpecifier(plan, specifier, context.parentURL);
      return url === null ? next(specifier, context) : { url, shortCircuit: true };
    },
    load(url, context, next) {
      const loaded = loader.load(url);
      return loaded === null ? next(url, context) : { ...loaded, shortCircuit: true };
    },
  });
}

function registerThread(
  plan: LoadPlan,
  recorder: Recorder,
  announce: (file: LoadedFile) => void,
): void {
  const { port1, port2 } = new MessageChannel();
  nodeModule.register(new URL("thread.js", import.meta.url), {
    data: { plan, port: port2 },
    transferList: [port2],
  });
  port1.unref();
  const drain = (): void => {
    for (
      let got = receiveMessageOnPort(port1);
      got !== undefined;
      got = receiveMessageOnPort(port1)
    ) {
      announce(got.message as LoadedFile);
    }
  };
  recorder.lookup = (id) => {
    drain();
    return recorder.functions.get(id);
  };
}
