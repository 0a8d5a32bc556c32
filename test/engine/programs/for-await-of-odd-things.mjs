let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const bad = { [Symbol.asyncIterator]() { return this; }, next() { return { value: tick(1) }; }, return() { return 1; } };
async function f() { for await (const v of bad) { tick(1); break; } }
try { await f(); } catch (e) { console.log(e.message); }
async function* g() { yield* 5; }
try { for await (const v of g()) tick(1); } catch (e) { console.log(e.message); }
async function h() { for await (const v of undefined) tick(v); }
try { await h(); } catch (e) { console.log(e.message); }
async function k(x) { for await (const v of x()) tick(v); }
try { await k(() => null); } catch (e) { console.log(e.message); }
async function l() { for await (const v of { [Symbol.asyncIterator]() { return { next: () => tick(3) }; } }) tick(v); }
try { await l(); } catch (e) { console.log(e.message); }
async function* m() { yield* { [Symbol.asyncIterator]() { return { next: () => tick(3) }; } }; }
try { for await (const v of m()) tick(1); } catch (e) { console.log(e.message); }
// What `return` answers is awaited, and must be an object.
for (const answer of [undefined, null, 5, Promise.resolve(), Promise.resolve({}), {}]) {
  const steps = [];
  const iterable = { [Symbol.asyncIterator]: () => ({ next: () => ({ value: 1, done: false }), return: () => answer }) };
  const other = (async () => { for (let i = 0; i < 4; i++) { await null; steps.push(i); } })();
  try {
    for await (const value of iterable) { steps.push(`value ${value}`); break; }
    steps.push('left');
  } catch (error) {
    steps.push(`${error.name}: ${error.message}`);
  }
  await other;
  console.log(steps.join());
}
