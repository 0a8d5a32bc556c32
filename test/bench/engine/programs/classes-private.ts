class Counter {
  #count = 0;
  static #made = 0;
  constructor() {
    Counter.#made++;
  }
  #step(by: number): void {
    this.#count += by;
  }
  get value(): number {
    return this.#count;
  }
  set value(v: number) {
    this.#count = v & 0xffff;
  }
  add(by: number): this {
    this.#step(by);
    return this;
  }
  static get made(): number {
    return Counter.#made;
  }
}
const counters = Array.from({ length: 16 }, () => new Counter());

export function round(): number {
  for (let i = 0; i < 3_000_000; i++) {
    const counter = counters[i & 15]!;
    counter.add(i & 7);
    if ((i & 63) === 0) counter.value = counter.value + Counter.made;
  }
  return counters.reduce((sum, { value }) => sum + value, 0);
}
