// `for await` in functions that run as written, since something in them cannot be had elsewhere.
let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { console.log(...x); return tick(x[0]); };
const later = (v) => new Promise((done) => setTimeout(() => done(v), 0));
class Base { n() { return 1; } }
class Derived extends Base {
  constructor(how) {
    const run = async () => {
      const source = { at: 0, [Symbol.asyncIterator]() { return this; }, next(v) { log('next', v); return later({ done: this.at > 2, value: this.at++ }); }, return(v) { log('return', v); return how === 2 ? 1 : later({}); } };
      try {
        outer: for await (const v of source) {
          log('v', v);
          if (v === 0) continue;
          if (v === 1) { for (const q of [1]) continue outer; }
          if (how === 0) break;
          if (how === 1) throw new Error('x');
          if (how === 2) break outer;
          if (how === 3) return 'returned';
        }
        let w;
        for await (w of [later(7), 8, Promise.resolve(9)]) log('w', w);
        for await ([w = 3] of [[], [4]]) log('w', w);
        for await (var z of (function* () { try { yield 1; yield later(2); } finally { log('closed'); } })()) { log('z', z); if (z === 2) break; }
        for await (const y of 5) log(y);
      } catch (e) { log('caught', e.message); }
      return how;
    };
    const f = () => super();
    f();
    this.run = run;
  }
}
for (let how = 0; how < 5; how++) console.log(await new Derived(how).run());
