export default function (log) {
  const names = {
    arrow: () => {}, async asyncMethod() {}, *gen() {}, get g() { return this.v }, set g(x) { this.v = x },
    ["comp" + 1]: () => 1, fn: function () {}, cls: class {}, named: function other() {},
  };
  names.g = 5;
  log(Object.entries(Object.getOwnPropertyDescriptors(names)).map(([k, d]) => k + ":" + (d.value?.name ?? d.get?.name)));
  log(names.g);
  const objectBody = () => ({ a: 1 }), commaBody = () => (1, 2), nestedArrow = (a) => (b) => a + b;
  log(objectBody(), commaBody(), nestedArrow(1)(2));
  const brokenLine = (x) =>
    // a comment => with an arrow
    x /* => */ + 1;
  log(brokenLine(1), brokenLine.length, brokenLine.name);
  const defaults = (a = [1].map((x) => x + 1), { b = String(a), ...rest } = { c: 3 }, f = () => 1, C = class {}) =>
    [a, b, rest, f.name, C.name];
  log(defaults(), defaults.length);
  function args(a, b) { a = 9; return [arguments.length, arguments[0], [...arguments].join()] }
  log(args(1, 2, 3), args.call(null), Math.max(...[1, 2,
    3], ...[].concat(4)));
  function noArgs() {
    return arguments.length
  }
  log([
    noArgs(),
    noArgs(
    ),
    noArgs(/* ) */),
    noArgs(...[1, 2]),
    noArgs(1, 2, ),
    noArgs((1, 2)
      , // a comment, with a comma
    ),
  ]);
  function newTarget() {
    return new.target === undefined
  }
  log(newTarget(), new newTarget() instanceof newTarget, new (class { x = new.target })().x);
  function strictDirective() { "use strict"
    return this === undefined }
  function manyDirectives() {
    "a"; 'use strict'
    return (function () { return this })()
  }
  log(strictDirective(), manyDirectives());
  function redeclares(x) {
    var f = 1;
    function f() {}
    function twice() { return 1 }
    function twice() { return 2 }
    if (x) return typeof f + twice();
    return
  }
  log(redeclares(1), redeclares(0));
  function shadowsParameter(p) { function p() {} return typeof p }
  log(shadowsParameter(1));
  function recursion(n) { return n <= 1 ? 1 : n * recursion(n - 1) }
  log(recursion(10));
  const bound = recursion.bind(null, 3);
  log(bound(), recursion.call(null, 4), Reflect.apply(recursion, null, [5]));
  log(((a, b) => a + b).length, (async (x) => x).constructor.name);
  const { destructured: [first = "d" + 1, , third] = [], ...others } = { destructured: [undefined, 2, 3], e: 1 };
  log(first, third, others);
  const tag = (strings, ...values) => strings.raw.join("|") + values.join();
  log(tag`a${1}b${
    2}c`, tag`
  `, `x${[1]
    .map((x) => x + 1)
    .join()}`);
  const same = () => ((s) => s)`s`;
  log(same() === same());
  log(eval("1 + 1"), (0, eval)("typeof names"), eval(
    "typeof names"
  ));
  try { tdz; let tdz = 1 } catch (e) { log(e.name) }
  log(typeof undeclared, delete names?.fn, void 0, names?.missing?.deep
    ?.call(1)
    .more, names.missing?.());
  const optional = { f: null, g() { return this === optional } };
  log(optional
    ?.g
    ?.(), optional.f?.(log("never")));
  let seq = (log("s1"), log("s2"), 3);
  seq ??= log("never"); seq ||= log("never"); seq &&= 4;
  log(seq);
  const getterOrder = [];
  const target = { get a() { getterOrder.push("a"); return (...x) => x.length } };
  target
    .a(
      getterOrder.push("b"),
      getterOrder.push("c"),
    );
  log(getterOrder);
}
