// Errors that the engine itself throws keep their class and message.
const attempts: Array<() => unknown> = [
  () => (null as any).x,
  () => (undefined as any)(),
  () => (undefined as any).x.y,
  () => new (5 as any)(),
  () => ({} as any).f(),
  () => new Array(-1),
  () => 'x'.repeat(-1),
  () => (1n as any) + 1,
  () => Symbol() + '',
  () => BigInt(1.5),
  () => JSON.parse('{bad'),
  () => new RegExp('('),
  () => decodeURIComponent('%'),
  () => Object.defineProperty(Object.freeze({}), 'x', { value: 1 }),
  () => { (Object.freeze({ a: 1 }) as any).a = 2; },
  () => { const { a } = null as any; return a; },
  () => { const { a } = null as any; return a; },
  () => { for (const x of 5 as any) return x; },
  () => [...(5 as any)],
  () => 1 in ('x' as any),
  () => ({}) instanceof (5 as any),
  () => class extends (5 as any) {},
  () => { class A { constructor() { (this as any).x.y; } } return new A(); },
  () => (class A {} as any)(),
  () => [].reduce((a) => a),
  () => (12.5).toFixed(200),
  () => { undefinedName; },
  () => { (undefined as any).x = 1; },
];
for (const [i, attempt] of attempts.entries()) {
  try {
    console.log(i, attempt());
  } catch (error) {
    const { name, message, constructor } = error as Error;
    console.log(i, name, message, constructor.name);
  }
}
