// Frozen, sealed, not extensible, at every depth, kept so; writes throw in strict code; frozen arrays, classes, maps.
const frozen = Object.freeze({ a: 1, deep: { b: 2 }, list: Object.freeze([1, 2]) });
const sealed: any = Object.seal({ x: 1 });
const fixed: any = Object.preventExtensions({ y: 1 });
const attempts: Array<[string, () => unknown]> = [
  ['frozen write', () => ((frozen as any).a = 2)],
  ['frozen add', () => ((frozen as any).z = 2)],
  ['frozen delete', () => delete (frozen as any).a],
  ['deep write', () => (frozen.deep.b = 5)],
  ['list push', () => (frozen.list as any).push(3)],
  ['sealed write', () => (sealed.x = 9)],
  ['sealed add', () => (sealed.n = 1)],
  ['sealed delete', () => delete sealed.x],
  ['fixed add', () => (fixed.n = 1)],
  ['fixed delete', () => delete fixed.y],
  ['proto of fixed', () => Object.setPrototypeOf(fixed, {})],
];
for (let round = 0; round < 2; round++)
  for (const [name, attempt] of attempts) {
    try { console.log(name, String(attempt())); } catch (e) { console.log(name, (e as Error).message); }
  }
console.log([frozen, sealed, fixed, frozen.deep, frozen.list].map((o) => [Object.isFrozen(o), Object.isSealed(o), Object.isExtensible(o)].map(Number).join('')).join());
class Point { constructor(readonly x: number) { Object.freeze(this); } moved(dx: number) { return new Point(this.x + dx); } }
let p = new Point(0);
for (let i = 0; i < 10; i++) p = p.moved(i);
console.log(p.x, Object.isFrozen(p));
try { (p as any).x = 1; } catch (e) { console.log((e as Error).constructor.name); }
const f: any = Object.freeze(() => 1);
try { f.x = 1; } catch { console.log('function frozen', f()); }
const m = Object.freeze(new Map([[1, 1]]));
m.set(2, 2);
console.log(m.size, Object.isFrozen(m));
