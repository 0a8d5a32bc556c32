// Every way into finally with every way out of it.
const ways = ['end', 'return', 'break', 'continue', 'throw'] as const;
type Way = (typeof ways)[number];
const log: string[] = [];
function inside(way: Way, where: string): number {
  log.push(where);
  return way.length;
}
function attempt(into: Way, out: Way): string {
  let passes = 0;
  loop: for (let i = 0; i < 2; i++) {
    passes++;
    try {
      inside(into, `try${i}`);
      if (into === 'return') return `tried ${inside(into, 'value')}`;
      if (into === 'break') break loop;
      if (into === 'continue') continue;
      if (into === 'throw') throw new Error('into');
      log.push('end of try');
    } finally {
      inside(out, `finally${i}`);
      if (out === 'return') return `finally ${i}`;
      if (out === 'break') break;
      if (out === 'continue') continue loop;
      if (out === 'throw') throw new Error('out');
      log.push('end of finally');
    }
    log.push('after');
  }
  return `passes ${passes}`;
}
for (const into of ways) {
  for (const out of ways) {
    log.length = 0;
    let result: string;
    try {
      result = attempt(into, out);
    } catch (error) {
      result = `threw ${(error as Error).message}`;
    }
    console.log(into, out, '->', result, '|', log.join(' '));
  }
}
