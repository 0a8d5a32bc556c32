// lastIndex kept in loops, named groups, sticky, split, matchAll, replace with strings, lookbehind, unicode.
const re = /(?<key>\w+)=(?<value>\d+)/g;
const text = 'a=1, bb=22; c=333 x=';
let match;
let total = 0;
while ((match = re.exec(text)) !== null) {
  const { key, value } = match.groups!;
  total += Number(value);
  console.log(key, value, match.index, re.lastIndex);
}
console.log(total, re.lastIndex);
const sticky = /\d/y;
const found: number[] = [];
for (let i = 0; i < 8; i++) {
  sticky.lastIndex = i;
  if (sticky.test('1a2b3')) found.push(i);
}
console.log(found.join());
console.log('2024-05-06'.split(/-/).map(Number).join('/'), 'a1b2'.split(/(\d)/).join('|'));
console.log('John Smith'.replace(/(\w+)\s(\w+)/, '$2, $1 $& $$'), 'aaa'.replaceAll('a', 'b'));
for (const m of 'x1y22'.matchAll(/([a-z])(\d+)/g)) console.log(m[1], m[2], m.index);
console.log(/(?<=\$)\d+/.exec('cost $42')![0], /\p{Lu}/u.test('É'), /^.$/u.test('😀'), /a.c/s.test('a\nc'));
const kept = new RegExp('b+', 'gi');
kept.lastIndex = 3;
for (let i = 0; i < 3; i++) kept.test('abbbBBabb');
console.log(kept.lastIndex, kept.source, kept.flags, String(kept));
console.log('x-y_z'.replace(/[-_](.)/g, (_, c: string) => c.toUpperCase()));
class Upper extends RegExp { override exec(s: string) { return super.exec(s.toUpperCase()); } }
console.log(new Upper('ABC').test('xabc'));
