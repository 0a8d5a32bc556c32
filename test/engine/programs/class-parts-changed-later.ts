import { tick } from './support/tick.ts';

// What a program puts on the prototype, or on a method, of a class made at run time, while no object of the class lives.
const exported: { made?: any } = {};
const Final: any = (exported.made = class NodePath {
  static get() {
    return new Final(tick(1));
  }
  constructor(readonly value: number) {}
  own() {
    return this.value;
  }
  get double() {
    return 2 * this.value;
  }
});
Final.prototype.added = function () {
  return this.own() + tick(10);
};
Object.assign(Final.prototype, { constant: 'c', other: tick });
Final.prototype.own.mark = 'on a method';
Object.getOwnPropertyDescriptor(Final.prototype, 'double')!.get!.toString = () => 'own text';
Final.get.count = 0;

function makeFunctions() {
  function Old(this: any, n: number) {
    this.n = tick(n);
  }
  Old.prototype.twice = function () {
    return 2 * this.n;
  };
  async function later() {}
  (later as any).tag = tick(3);
  function* steps(): Generator<number> {}
  steps.prototype.inherited = 'by its generators';
  return { Old: Old as any, later: later as any, steps };
}
const made = makeFunctions();

for (let i = 0; i < 3; i++) {
  tick(i);
  Final.get.count++;
  const one = exported.made.get();
  console.log(one.added(), one.constant, one.other(i), Object.keys(Final.prototype).join(), one.own.mark, Final.get.count);
  console.log(`${Object.getOwnPropertyDescriptor(Final.prototype, 'double')!.get}`, one.double);
  console.log(new made.Old(i).twice(), made.later.tag, (made.steps() as any).inherited);
}
