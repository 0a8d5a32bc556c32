// Writable, enumerable, configurable, accessors, order of keys, null prototypes, symbols, on functions and arrays too.
const o: any = {};
Object.defineProperty(o, 'hidden', { value: 1 });
Object.defineProperty(o, 'half', { value: 2, writable: true, configurable: true });
Object.defineProperties(o, { get: { get: () => o.half * 2, enumerable: true }, [Symbol.for('s')]: { value: 's', enumerable: true } });
o.z = 1;
o[2] = 'two';
o.a = 2;
o[1] = 'one';
for (let i = 0; i < 3; i++) o.half++;
console.log(JSON.stringify(Object.getOwnPropertyDescriptors(o)), Reflect.ownKeys(o).map(String).join());
try { o.hidden = 2; } catch (e) { console.log((e as Error).message); }
try { Object.defineProperty(o, 'hidden', { get: () => 1 }); } catch (e) { console.log((e as Error).message); }
Object.defineProperty(o, 'half', { enumerable: true });
console.log(Object.keys(o).join(), JSON.stringify(o), o.get);
const bare = Object.create(null, { x: { value: 1, enumerable: true, writable: true } });
for (let i = 0; i < 3; i++) bare.x += i;
console.log(Object.getPrototypeOf(bare), 'toString' in bare, bare.x, JSON.stringify(bare));
const f: any = function named(a: number, b: number) { return a + b; };
f.own = 'own';
Object.defineProperty(f, 'name', { value: 'renamed' });
f.prototype.method = () => 'm';
console.log(f.name, f.length, f.own, Object.getOwnPropertyNames(f).sort().join(), new f().method(), f(1, 2));
const arr: any = [1, 2, 3];
Object.defineProperty(arr, 1, { get: () => 'got' });
Object.defineProperty(arr, 'length', { writable: false });
try { arr.push(4); } catch (e) { console.log((e as Error).constructor.name, arr.join()); }
const chain = Object.create(Object.create({ deep: 'd' }, { mid: { get() { return this.own + 1; } } }));
chain.own = 5;
console.log(chain.mid, chain.deep, chain.hasOwnProperty('mid'), Object.hasOwn(chain, 'own'));
const changed = { a: 1, b: 2, c: 3 } as any;
delete changed.a;
changed.a = 4;
changed.__proto__ = { viaProto: 1 };
console.log(Object.entries(changed).join(';'), changed.viaProto, Object.keys({ ['__proto__']: 1 }).join());
