// No "use strict": annex B, with, this is the global object, arguments aliasing.
module.exports = function (log) {
  function aliased(a) { a = 2; return arguments[0] }
  log(aliased(1));
  with ({ x: 1, y: [2] }) { log(x, y.map((v) => v)) }
  if (true) function annexB() { return "b" }
  log(annexB());
  { function inBlock() { return "block" } }
  log(inBlock());
  function both() { { function q() { return 1 } } function q() { return 2 } return q() }
  log(both());
  function thisIs() { return this === globalThis }
  log(thisIs(), (function () { "use strict"; return this })());
  function evalVar() { eval("var made = 3"); return made }
  log(evalVar());
  log(typeof hoistedVar, typeof hoistedFn); var hoistedVar = 1; function hoistedFn() {}
  lab: function labelled() {}
  var let_ = 1, yield_ = 2, async = (x) => x, of = [1], get = 1;
  for (of of [1, 2]) log(of)
  log(async(3))
  async
  function notAsync() { return 1 }
  log(notAsync());
  label: { log("in"); break label }
  function callee() { return arguments.callee === callee }
  log(callee());
  var self = Function("return this")(); log(self === globalThis);
  switch (1) { case 0: function inSwitch() {} case 1: log(typeof inSwitch) }
  try { throw 1 } catch (e) { var e = 2; log(e) }
  log(new Function("a", "return a + 1")(1), [1, 2, 3].map((function (x) { return x * this.f }), { f: 2 }))
};
