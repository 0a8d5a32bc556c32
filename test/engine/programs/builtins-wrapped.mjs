// Builtins that the program has put its own functions around: polyfills and instrumentation do so.
let calls = 0; const { apply } = Reflect;
for (const proto of [Array.prototype, Object.getPrototypeOf(Uint8Array.prototype), Map.prototype, Set.prototype, String.prototype, JSON, Array, Object, Math])
  for (const key of Object.getOwnPropertyNames(proto)) {
    const d = Object.getOwnPropertyDescriptor(proto, key);
    if (typeof d.value !== 'function' || key === 'constructor') continue;
    const original = d.value;
    Object.defineProperty(proto, key, { ...d, value: function (...args) { calls++; return apply(original, this, args); } });
  }
let sum = 0;
for (let i = 0; i < 2000; i++) { const a = [i, i + 1].map((x) => x * 2); const m = new Map([[i, a]]); sum += m.get(i)[1] + 'abc'.indexOf('c'); a.push(1); }
console.log(sum, calls > 0);
