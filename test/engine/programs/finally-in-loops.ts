// `break`, `continue` and `return` pass through `finally` on their way.
import { tick } from './support/tick.ts';
const log: string[] = [];
function run(way: string): string {
  for (let i = 0; i < 4; i++) {
    try {
      tick(i);
      if (way === 'break' && i === 2) break;
      if (way === 'continue' && i % 2) continue;
      if (way === 'return' && i === 1) return 'returned';
      log.push(`body ${i}`);
    } finally {
      log.push(`finally ${tick(i)}`);
    }
  }
  return 'ended';
}
for (const way of ['none', 'break', 'continue', 'return']) console.log(run(way), log.splice(0).join());
