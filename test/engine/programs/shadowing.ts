// The same names at every depth: blocks, loops, functions, parameters, catch, classes, labels, globals.
let x: any = 'module';
const out: any[] = [x];
{
  let x = 'block';
  out.push(x);
  {
    const x = 1;
    out.push(x);
    for (let x = 0; x < 2; x++) { let x = 'body'; out.push(x); }
    for (const x of ['of']) out.push(x);
    try { throw 'caught'; } catch (x) { out.push(x); { let x = 'in catch'; out.push(x); } }
  }
  out.push(x);
}
function f(x: any) { out.push(x); if (x) { let x = 'if'; out.push(x); } const g = (x = 'inner default') => { out.push(x); return () => x; }; return g()() + x; }
out.push(f('param'));
class C { x = 'field'; m(x: string) { return x + this.x; } static x = 'static'; }
out.push(new C().m('arg '), C.x, x);
const undefined_ = ((undefined) => undefined)(5 as never);
const Object_ = (() => { const Object = { keys: () => 'mine' }; return Object.keys(); })();
const console_ = ((console: any) => console.log('own console'))({ log: (s: string) => s });
out.push(undefined_, Object_, console_);
const Math2 = { Math: { max: (...n: number[]) => `max of ${n.length}` } };
{ const { Math } = Math2; out.push(Math.max(1, 2)); }
function t() { return 't'; }
(() => { { const t = () => 'block t'; out.push(t()); } })();
out.push(t());
const $flag = 1, $SIG = 2, $ask = 3, $rt = 4, $unw = 5;
for (let i = 0; i < 5; i++) { const $t = i, _i = i, t1 = i; out.push($t + _i + t1 + $flag + $SIG + $ask + $rt + $unw); }
let i = 'outer i';
for (let i = 0, j = i; i < 2; i++, j--) { const fs = [() => i, () => j]; out.push(fs.map((f) => f()).join('/')); }
out.push(i);
const obj = { x, f() { return x; }, ['x' + x]: ((x) => x + x)('d') };
out.push(JSON.stringify(obj), obj.f());
switch (1) { case 1: let x = 'switch'; out.push(x); }
console.log(out.join('\n'));
