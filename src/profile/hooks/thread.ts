// Loader hooks for Node before 22.15: they run in a thread of Node's own, so what they instrument is told to
// the main thread through a port. Loaded by module.register only.

import type { LoadHook, ResolveHook } from "node:module";
import type { MessagePort } from "node:worker_threads";
import { type LoadPlan, resolveSpecifier, SourceLoader } from "./load.js";

/** What `module.register` hands over. */
export interface ThreadData {
  readonly plan: LoadPlan;
  readonly port: MessagePort;
}

let plan: LoadPlan;
let loader: SourceLoader;

export function initialize(data: ThreadData): void {
  plan = data.plan;
  // Posted before the source is handed over: whoever runs it finds the message waiting.
  // CommonJS is commonjs.ts's.
  loader = new SourceLoader(plan, (file) => data.port.postMessage(file), { format: "module" });
}

export const resolve: ResolveHook = (specifier, context, next) => {
  const url = resolveSpecifier(plan, specifier, context.parentURL);
  return url === null ? next(specifier, context) : { url, shortCircuit: true };
};

export const load: LoadHook = async (url, context, next) => {
  const loaded = loader.load(url);
  return loaded === null ? next(url, context) : { ...loaded, shortCircuit: true };
};
