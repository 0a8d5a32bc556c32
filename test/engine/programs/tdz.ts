// Reading let, const and class before their declaration throws a ReferenceError; typeof too; in defaults and loops.
const tries: Array<[string, () => unknown]> = [
  ['let', () => late],
  ['const', () => lateConst],
  ['class', () => new LateClass()],
  ['typeof', () => typeof late],
  ['assign', () => (late = 1)],
  ['inner', () => { const f = () => inner; const r = f(); const inner = 1; return r + inner; }],
  ['self', () => { const x: any = x + 1; return x; }],
  ['loop', () => { for (const n of [n]) return n; return 0; }],
  ['default', () => ((p: any = q, q: any = 1) => p + q)()],
  ['extends', () => { class S extends S {} return S; }],
  ['switch', () => { switch (1 as number) { case 0: let z = 1; return z; case 1: return z; } return 'none'; }],
];
const run = () => { for (const [name, attempt] of tries) { try { console.log(name, String(attempt())); } catch (e) { console.log(name, (e as Error).name); } } };
run();
let late: any = 'late';
const lateConst = 'const';
class LateClass { toString() { return 'instance'; } }
run();
function closureBefore() {
  const get = () => value;
  const log: string[] = [];
  for (let i = 0; i < 3; i++) { try { log.push(String(get())); } catch (e) { log.push((e as Error).name); } }
  let value = 0;
  for (let i = 0; i < 3; i++) { value += i; log.push(String(get())); }
  return log.join();
}
console.log(closureBefore());
for (let i = 0; i < 2; i++) { const read = () => fresh; let seen; try { seen = read(); } catch { seen = 'tdz'; } const fresh = i; console.log(seen, read()); }
