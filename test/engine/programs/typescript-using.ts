let ticks = 0; function tick<T>(v: T, n = 1): T { for (let i = 0; i < n; i++) ticks++; return v; }
// what tsc and esbuild make of `using`
const dispose: symbol = (Symbol as any).dispose ?? Symbol.for('Symbol.dispose');
class Res { constructor(readonly name: string) { console.log('open', name); } [dispose as any]() { console.log('close', this.name, tick(1)); } async [((Symbol as any).asyncDispose ?? Symbol.for('Symbol.asyncDispose')) as any]() { await null; console.log('aclose', this.name, tick(1)); } }
function f() { using a = new Res('a') as any; tick(1); { using b = new Res('b') as any; tick(1); } return tick('done'); }
console.log(f());
async function g() { await using c = new Res('c') as any; for (using d of [new Res('d1'), new Res('d2')] as any[]) tick(1); throw new Error('x'); }
try { await g(); } catch (e) { console.log((e as Error).message); }
