import { tick } from './support/tick.ts';

const log: string[] = [];
class Config {
  static values = new Map<string, number>();
  static { for (const [k, v] of Object.entries({ a: 1, b: 2 })) { Config.values.set(k, tick(v) * 10); log.push(k); } }
  static total = [...Config.values.values()].reduce((a, b) => a + b);
  static { this.total += tick(1); }
}
console.log(Config.total, log.join(), [...Config.values].join(';'));
