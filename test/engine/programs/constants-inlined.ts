// Constants of the module that are literals: in closures, classes, defaults, keys, templates, errors and switch labels.
const ZERO = 0;
const MINUS = -1;
const NAME = 'name';
const YES = true;
const NOTHING = null;
const LONG = 'a string that is longer than what is written out where it is read, by far';

function scale(x: number, by = MINUS): number {
  return x * by - MINUS + ZERO;
}
class Counter {
  static [NAME] = NAME;
  [NAME] = ZERO;
  next(): number {
    this[NAME] -= MINUS;
    return this[NAME];
  }
}
const counter = new Counter();
const closures = [1, 2, 3].map((x) => () => x ** (YES ? 2 : 3) + MINUS);
for (let i = 0; i < 40; i++) {
  counter.next();
  const shadow = ((NAME: string) => `${NAME}${ZERO}`)(NAME);
  switch (i % 3) {
    case ZERO:
      console.log('zero', shadow, scale(i));
      break;
    default:
      console.log(-MINUS, MINUS - -MINUS, 2 ** -MINUS, MINUS.toFixed(1), NAME.length, typeof YES);
  }
}
console.log(Counter[NAME], counter[NAME], { NAME, [NAME]: YES }, NOTHING ?? LONG, closures.map((f) => f()));
for (const make of [() => (ZERO as unknown as () => void)(), () => (NOTHING as unknown as string).length, () => (NAME as unknown as { f(): void }).f()])
  try {
    make();
  } catch (error) {
    console.log((error as Error).message);
  }
try {
  // @ts-expect-error: a constant
  ZERO = 3;
} catch (error) {
  console.log((error as Error).message);
}
