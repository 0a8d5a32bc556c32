// Raw strings, identity of the strings array per place, nested templates, calls inside, this of the tag.
const seen = new Set<TemplateStringsArray>();
const counts: number[] = [];
function tag(strings: TemplateStringsArray, ...values: unknown[]) { seen.add(strings); return strings.raw.map((s, i) => `${s}<${values[i] ?? ''}>`).join(''); }
for (let i = 0; i < 4; i++) {
  const text = tag`a${i}\n${i * 2}`;
  counts.push(seen.size);
  if (i === 3) console.log(text);
}
console.log(counts.join(), tag`a${1}`, seen.size);
const f = (n: number): string => (n === 0 ? '.' : `${n}${f(n - 1)}${`${n}`}`);
console.log(f(5));
const o = { sep: '-', join(s: TemplateStringsArray, ...v: unknown[]) { return v.join(this.sep) + s.length; } };
console.log(o.join`x${1}y${2}z`, o['join']`${1}`);
console.log(String.raw`\u00${'z'}\n`, ((s: TemplateStringsArray) => s[0])`\unicode` === undefined);
const chain = (s: TemplateStringsArray) => (t: TemplateStringsArray) => s[0]! + t[0];
console.log(chain`one``two`);
console.log(Object.isFrozen([...seen][0]), `line one
line ${['two', 'three'].map((x) => `[${x}]`).join(`${1 + 1}`)}`);
const side: string[] = [];
const v = (x: string) => (side.push(x), x);
console.log(`${v('a')}${v('b')}` + v('c'), side.join());
