export default function (log) {
  class Base {
    static count = [1, 2].map((x) => x).length; static { log("static block", this.count); let inner = 1; var hidden = inner; log(hidden); }
    #secret = String(42)
    field = this.compute()
    arrow = () => this.#secret
    static s = () => {}
    ["computed" + [1].join()] = 1
    plain
    'quoted name' = [this.field].length
    constructor(...args) { this.args = args; log(new.target.name) }
    compute() { return "computed" }
    get secret() { return this.#secret }
    set secret(v) { this.#secret = v }
    static #priv() { return "priv" } static callPriv() { return Base.#priv() }
    *[Symbol.iterator]() { yield 1; yield* [2, 3] }
    async am() { return super.toString() }
    #has(o) { return #secret in o }
    check(o) { return this.#has(o) }
    static async *ag() { yield 1 }
    'string method'() { return 1 } 123() { return 2 }
  }
  class Derived extends (log("heritage"), Base) {
    own = [super.compute(), 1]
    constructor(a, b) {
      if (a === "early") { super(); return { early: true } }
      super(
        a,
        b,
      );
      this.after = 1
    }
    compute() {
      return "derived " + super
        .compute()
    }
    toString() { return "D" }
    static inherited = super.callPriv()
  }
  class Implicit extends Derived {}
  class Spread extends Base { constructor(...a) { super(...a,
    ...[9]) } }
  class Zero extends Base { constructor() {
    super(
    );
  } }
  const d = new Derived(1, 2);
  log(d.args, d.own, d.field, d.arrow(), d.secret, d["quoted name"], [...d], d.computed1, "plain" in d);
  d.secret = "new"; log(d.secret, d.check(d), d.check({}), Base.callPriv(), Derived.inherited, Base.s.name, d.arrow.name);
  log(new Derived("early").early, new Implicit(5).args, new Spread(1).args, new Zero().args);
  log(d["string method"](), d[123](), Base.length, Derived.length, Base.name);
  try { new (class extends Base { constructor() { } })() } catch (e) { log(e.name) }
  try { Base() } catch (e) { log(e.name) }
  const expr = class Named { static me = Named.name; static other = class { static z = [1].length } };
  log(expr.me, expr.other.name, expr.other.z, new class { v = 1 }().v);
  const o = { __proto__: { hi() { return "hi" } }, hi() { return super.hi() + "!" } };
  log(o.hi(), new (class { constructor() { return [1] } })(), new Date(0).getTime(), new Array, new (Array)(2).length);
}
