export default function (log) {
  function loops(n) {
    let out = "";
    for (let i = 0; i < n; i++) out += i; for (let j = 0; j < 2; ++j) { out += j; }
    for (;;) {
      if (out.length > 12) break
      out += "x"
    }
    let k = 0
    while (k < 3) k++
    do k--
    while (k > 0)
    outer: for (const a of [1, 2, 3]) {
      inner:
      for (const b in { p: 1, q: 2 }) {
        if (a === 2) continue outer;
        if (b === "q") break inner
        out += a + b;
      }
    }
    block: {
      if (n > 2) break block;
      out += "never";
    }
    const closures = [];
    for (let i = 0; i < 3; i++) closures.push(() => i);
    for (var v = 0, w = 10; v < w; v += 3, w--);
    return out + closures.map((f) => f()).join() + v + w;
  }
  log(loops(4));

  function sw(x) {
    switch (x) {
      case 1: log("one"); break;
      case 2:
      case [3].length + 2: {
        log("two or three");
      }
      default:
        log("default");
      case 9: return "nine"
    }
    return "out"
  }
  log(sw(1), sw(2), sw(3), sw(9), sw(0));

  function dangling(a, b) {
    if (a)
      if (b) return "ab"
      else return "a"
    else if (b) { return "b" }
    else
      return "none"
  }
  log(dangling(1, 1), dangling(1, 0), dangling(0, 1), dangling(0, 0));

  function asi() {
    let a = 1
    let b = a
    ++b
    const f = function () { return 7 }
    ;[1, 2].forEach((x) => { a += x })
    ;(() => { b *= 2 })()
    return a + b +
      f()
  }
  log(asi());

  function completion() {
    try { return "try" } finally { log("finally") }
  }
  log(completion());
  const overriding = () => { for (;;) { try { return 1 } finally { break } } return 2 };
  log(overriding());
  function nested() {
    try {
      try { throw new Error("a") }
      catch { throw new TypeError("b") }
      finally { log("inner") }
    } catch ({ name, message = "none" }) { return name + message }
  }
  log(nested());
  l1: l2: for (const x of [1, 2]) { if (x === 1) continue l1; log("labels", x); break l2 }
  if (log) ; else log("never")
  for (const x of [1]) ;
  var hoisted = typeof later; function later() {} log(hoisted, later.name);
}
