// Fixed dates only: arithmetic, formatting, subclass, setters, invalid, sorting.
const start = new Date(Date.UTC(2024, 1, 28, 23, 59, 58, 500));
const days: Date[] = [];
for (let i = 0; i < 4; i++) {
  const d = new Date(start);
  d.setUTCDate(d.getUTCDate() + i);
  days.push(d);
}
console.log(days.map((d) => d.toISOString()).join('\n'));
console.log(days[3]!.getTime() - days[0]!.getTime(), +days[1]!, JSON.stringify({ d: days[2] }));
const invalid = new Date('nonsense');
console.log(String(invalid), invalid.getTime(), invalid instanceof Date);
class Stamp extends Date { tag = 'stamp'; iso() { return this.toISOString().slice(0, 10); } }
const s = new Stamp(0);
console.log(s.iso(), s.tag, s instanceof Date, s.getTime());
console.log(days.reverse().sort((a, b) => a.valueOf() - b.valueOf())[0]!.toISOString());
const now = Date.now();
let spun = 0;
for (let i = 0; i < 200; i++) spun += Date.now() >= now ? 1 : 0;
console.log(spun, typeof Date(), new Date(2020, 0).getMonth());
(start as any).note = 'own property';
console.log((start as any).note, start.getUTCMilliseconds());
