const tick = (v) => new Promise((r) => setTimeout(r, 1, v));
export const order = [];
export default async function (log) {
  function* gen(n) {
    try {
      for (let i = 0; i < n; i++) { const got = yield i; if (got) log("got", got) }
      const a = yield
      yield [yield 1, yield 2];
      return "done" + a;
    } finally {
      log("closed")
      yield "last wish";
    }
  }
  const g = gen(2);
  log(g.next(), g.next("x"), g.next("y"), g.next("a"), g.next(), g.next("p"), g.next("q"), g.next(), g.next());
  const h = gen(1); h.next(); log(h.return(5), h.next());
  const t = gen(1); t.next(); try { log(t.throw(new Error("in"))); t.next() } catch (e) { log(e.message) }
  log([...(function* () { const r = yield* inner(); yield r })()]);
  function* inner() { try { yield "i1"; yield "i2"; return "r" } finally { log("inner closed") } }
  for (const x of inner()) { log(x); break }
  const [only] = inner(); log(only);

  const af = async (x) => await tick(x) + await tick(1);
  log(await af(2), await Promise.all([af(1), af(2), 3].map(async (p) => (await p) * 2)));
  async function rejects() { await null; throw new Error("rejected") }
  try { await rejects() } catch (e) { log(e.message) } finally { await tick() ; log("fin") }
  log(await rejects().catch((e) => e.message));
  async function* ag(n) {
    try { for (let i = 0; i < n; i++) { await tick(); const s = yield i; if (s) log("sent", s) } return Promise.resolve("ret") }
    finally { log("ag closed") }
  }
  for await (const x of ag(3)) { if (x === 1) continue; log(x) }
  for await (const x of ag(3)) {
    log(x);
    if (x === 1) break
  }
  for await (const x of [tick(1), 2]) log("sync iterator", x);
  const it = ag(1); log(await it.next(), await it.next("s"), await it.next());
  try { for await (const x of (async function* () { yield 1; throw new Error("thrown") })()) log(x) } catch (e) { log(e.message) }
  const race = [];
  const a = (async () => { race.push("a1"); await null; race.push("a2"); await null; race.push("a3") })();
  const b = (async () => { race.push("b1"); await null; race.push("b2") })();
  race.push("sync"); await a; await b; log(race);
  const thenable = { then(r) { r("thenable") } }; log(await thenable);
  log((await import("node:path")).sep.length, typeof import.meta.url);
  const results = await Promise.allSettled([
    af(1),
    rejects(
    ),
  ]);
  log(results.map((r) => r.status));
  async function nested() { for (const x of [1, 2]) { for await (const y of ag(1)) { try { if (x === 1) continue; return y } finally { log("nested", x) } } } }
  log(await nested());
  const lazy = async (x = [1].length) => x; log(await lazy());
  log(await new class { async *[Symbol.asyncIterator]() { yield 1 } async all() { const o = []; for await (const x of this) o.push(x); return o } }().all());
}
await null; order.push("top");
for (const x of [1]) { await x; order.push(x) }
export { tick as renamed }
