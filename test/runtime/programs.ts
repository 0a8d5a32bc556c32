/** Programs as the compiler makes them, by hand: every point stands on a line of its own. */
export interface HandMade {
  code: string;
  factories: string;
  resume: string;
}

/** A loop in each frame of a recursion, a closure with an environment object, an instance of a class, a live Map iterator. */
export const nested: HandMade = {
  code: `'use strict';
let table, total, walk;
const Counter = class Counter { constructor(start) { if ($ask !== undefined) return; this.n = start; } up(by) { this.n += by; return this; } };
const work = function work(depth, counter, f) {
  let t, i = 0, sum = 0;
  for (; i < 6; i++) {
    if ($flag[0] !== 0) { if ($flag./*@*/poll() === $SIG) return $SIG.save(1, 0, undefined, [depth, counter, f, i, sum]); }
    sum += f(i);
    counter.up(1);
  }
  if (depth > 0) {
    if ((t = /*@*/work(depth - 1, counter, f)) === $SIG) return $SIG.save(1, 1, undefined, [sum]);
    sum += t;
  }
  return sum;
};
const $main = function () {
  let t;
  const $e1 = { calls: 0 };
  const f = (x) => { if ($ask !== undefined) { $ask.answer(3, [$e1]); return; } $e1.calls++; return x * $e1.calls; };
  table = new Map([['a', new Counter(3)], ['b', f]]);
  walk = table.entries();
  walk.next();
  if ((t = /*@*/work(4, table.get('a'), f)) === $SIG) return $SIG.save(0, 0, undefined, [$e1]);
  total = t;
  $print(JSON.stringify([total, $e1.calls, table.get('a'), walk.next().value[1] === table.get('b'), walk.next()]));
};
$link({ main: $main, functions: { 1: work }, classes: { 0: Counter }, get: () => [table, total, walk], set: ($v) => { table = $v[0]; total = $v[1]; walk = $v[2]; } });`,
  factories: `'use strict';
$factories({ functions: { 3: ($e1) => (x) => { if ($ask !== undefined) { $ask.answer(3, [$e1]); return; } $e1.calls++; return x * $e1.calls; } }, classes: {} });`,
  resume: `'use strict';
$resume({
  '0_0': function ($next, $L) {
    let [$e1] = $L, t;
    if ((t = /*@*/$next()) === $SIG) return $SIG.save(0, 0, undefined, [$e1]);
    total = t;
    $print(JSON.stringify([total, $e1.calls, table.get('a'), walk.next().value[1] === table.get('b'), walk.next()]));
  },
  '1_0': function ($next, $L) {
    let [depth, counter, f, i, sum] = $L, t;
    $next();
    for (;;) {
      sum += f(i);
      counter.up(1);
      if (++i >= 6) break;
      if ($flag[0] !== 0) { if ($flag./*@*/poll() === $SIG) return $SIG.save(1, 0, undefined, [depth, counter, f, i, sum]); }
    }
    if (depth > 0) {
      if ((t = /*@*/work(depth - 1, counter, f)) === $SIG) return $SIG.save(1, 1, undefined, [sum]);
      sum += t;
    }
    return sum;
  },
  '1_1': function ($next, $L) {
    let [sum] = $L, t;
    if ((t = /*@*/$next()) === $SIG) return $SIG.save(1, 1, undefined, [sum]);
    return sum + t;
  },
});`,
};

/** 8,000 frames deep, captured at the bottom. */
export const deep: HandMade = {
  code: `'use strict';
const down = function down(n) {
  let t;
  if (n === 0) {
    if ($flag[0] !== 0) { if ($flag./*@*/poll() === $SIG) return $SIG.save(1, 0, undefined, []); }
    return 0;
  }
  if ((t = /*@*/down(n - 1)) === $SIG) return $SIG.save(1, 1, undefined, [n]);
  return t + (n % 2);
};
const $main = function () {
  let t;
  if ((t = /*@*/down(8000)) === $SIG) return $SIG.save(0, 0, undefined, []);
  $print(String(t));
};
$link({ main: $main, functions: { 1: down }, classes: {}, get: () => [], set() {} });`,
  factories: `$factories({ functions: {}, classes: {} });`,
  resume: `'use strict';
$resume({
  '0_0': function ($next, $L) {
    let t;
    if ((t = /*@*/$next()) === $SIG) return $SIG.save(0, 0, undefined, []);
    $print(String(t));
  },
  '1_0': function ($next, $L) { $next(); return 0; },
  '1_1': function ($next, $L) {
    let [n] = $L, t;
    if ((t = /*@*/$next()) === $SIG) return $SIG.save(1, 1, undefined, [n]);
    return t + (n % 2);
  },
});`,
};
