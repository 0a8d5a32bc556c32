type Step = (x: number) => number;
const compose =
  (...steps: Step[]): Step =>
  (x) =>
    steps.reduce((value, step) => step(value), x);
const adders = Array.from(
  { length: 8 },
  (_, i): Step =>
    (x) =>
      (x * 31 + i) | 0,
);
const all = compose(...adders);

export function round(): number {
  let x = 1;
  for (let i = 0; i < 500_000; i++) x = all(x);
  return x;
}
