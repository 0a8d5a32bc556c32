import { tick } from './support/tick.ts';

class Temp {
  #c = 0;
  static made = 0;
  constructor() { Temp.made += tick(1); }
  get f() { return tick(this.#c * 1.8 + 32); }
  set f(v) { this.#c = tick((v - 32) / 1.8); }
  static get count() { return tick(Temp.made); }
  static set count(v) { Temp.made = v; }
}
const t = new Temp();
t.f = 212;
t.f += 18;
Temp.count++;
console.log(Math.round(t.f), Temp.count, Object.keys(t).length, 'f' in t);
