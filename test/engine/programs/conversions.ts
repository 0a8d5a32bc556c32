// valueOf, toString, toPrimitive and toJSON run guest code with loops in the middle of an expression.
let spins = 0;
const spin = <T>(x: T): T => { for (let i = 0; i < 20; i++) spins++; return x; };
const n = { valueOf: () => spin(6), toString: () => spin('six') };
console.log((n as any) * 7, `${n}`, n + '', (n as any) > 5, [n].join(), (n as any) == 6, Math.max(n as any, 2), String(n), Number(n));
const keyed: any = {};
keyed[n as any] = 1;
console.log(Object.keys(keyed).join(), spins);
const j = { toJSON(key: string) { return spin(`json of ${key}`); } };
console.log(JSON.stringify({ a: j, b: [j] }), JSON.stringify({ x: 1, y: [2, { z: 3 }] }, (k, v) => spin(typeof v === 'number' ? v + 1 : v)));
console.log(JSON.parse('{"a":[1,2,{"b":3}]}', function (k, v) { return spin(typeof v === 'number' ? v * 2 : v); }).a[2].b);
console.log('a-b-c'.replace(/-/g, () => spin('+')), 'xyz'.replace('y', (m) => spin(m.toUpperCase())));
console.log([10, 9, 1].sort().join(), [{ v: 3, toString() { return spin('3'); } }, { toString: () => spin('1') }].sort().join());
const date = new Date(0);
Object.defineProperty(date, Symbol.toPrimitive, { value: (hint: string) => spin(hint === 'number' ? 1 : 'date!') });
console.log(+date, `${date}`, date + '');
console.log(new Array(3).fill(0).map((_, i) => ({ valueOf: () => spin(i) })).reduce((a: any, b: any) => a + b) as any, spins);
console.log([1, [2, [3]]].toString(), [null, undefined, 1].join('-'), String([]), String({}), `${[1, 2]}`);
console.log(Array.from({ get length() { return spin(3); }, 0: 'p', 2: 'r' } as any).join());
