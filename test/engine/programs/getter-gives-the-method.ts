// At `o.m()` two things may run: a getter that gives the method, and the method. A safe point in the getter is none of the call.
const turn = (n: number): number => (n > 0 ? turn(n - 1) + 1 : 0);
class Shelf {
  static get method() {
    turn(2);
    return () => 5;
  }
  get reader() {
    turn(2);
    return (x: number) => x + turn(1);
  }
}
const late = {};
Object.defineProperty(late, 'm', {
  get() {
    return turn(2) > 0 ? () => turn(3) : null;
  },
});
const trapped = new Proxy({} as Record<string, () => number>, {
  get: (_target, key) => (turn(2), () => turn(1) + String(key).length),
});
for (let i = 0; i < 3; i++)
  console.log(
    Shelf.method(),
    new Shelf().reader(i),
    (late as unknown as { m(): number }).m(),
    trapped.abc!(),
    trapped['x y']!(),
  );
try {
  (late as unknown as { n(): number }).n();
} catch (error) {
  console.log((error as Error).message);
}
