// The same with a catch that itself ends in every way.
const ways = ['end', 'return', 'break', 'continue', 'throw'] as const;
let trace: string[] = [];
const note = (text: string) => (trace.push(text), text);
function attempt(caught: string, out: string): string {
  let result = 'none';
  for (let i = 0; i < 3; i++) {
    result += i;
    try {
      note('try');
      if (i < 2) throw new Error(`e${i}`);
    } catch (error) {
      note((error as Error).message);
      if (caught === 'return') return note('returned') + result;
      if (caught === 'break') break;
      if (caught === 'continue') continue;
      if (caught === 'throw') throw new Error('from catch');
    } finally {
      note('finally');
      if (out === 'return') return note('overridden') + result;
      if (out === 'break') break;
      if (out === 'continue') continue;
      if (out === 'throw') throw new Error('from finally');
    }
    note('after');
  }
  return result;
}
for (const caught of ways)
  for (const out of ways) {
    trace = [];
    try {
      console.log(caught, out, attempt(caught, out), trace.join());
    } catch (error) {
      console.log(caught, out, 'threw', (error as Error).message, trace.join());
    }
  }
