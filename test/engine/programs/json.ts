// Round trips, indent, replacers, revivers, toJSON, odd values, a parser written by hand.
const value = { s: 'q"\\\n\u2028é😀', n: [0, -0, 1e21, 1.5, NaN, Infinity], u: undefined, f() {}, d: new Date(0), nested: { a: [{}, []], nul: null }, m: new Map([[1, 2]]), [Symbol('x')]: 1 };
const text = JSON.stringify(value, null, 2);
console.log(text, JSON.stringify(JSON.parse(text)) === JSON.stringify(value));
console.log(JSON.stringify({ a: 1, b: 2, c: { a: 3, d: 4 } }, ['a', 'c']), JSON.stringify([undefined, () => 1, Symbol()]), JSON.stringify(undefined));
const cyclic: any = { name: 'c' };
cyclic.self = cyclic;
try { JSON.stringify(cyclic); } catch (e) { console.log((e as Error).constructor.name); }
function parse(source: string): unknown {
  let at = 0;
  const space = () => { while (' \n\t\r'.includes(source[at] ?? 'x')) at++; };
  const fail = (): never => { throw new SyntaxError(`bad JSON at ${at}`); };
  const expect = (c: string) => { space(); if (source[at] !== c) fail(); at++; };
  function read(): unknown {
    space();
    const c = source[at]!;
    if (c === '{') {
      const o: Record<string, unknown> = {};
      at++;
      space();
      if (source[at] === '}') { at++; return o; }
      do { space(); const k = string(); expect(':'); o[k] = read(); space(); } while (source[at] === ',' && ++at);
      expect('}');
      return o;
    }
    if (c === '[') {
      const l: unknown[] = [];
      at++;
      space();
      if (source[at] === ']') { at++; return l; }
      do { l.push(read()); space(); } while (source[at] === ',' && ++at);
      expect(']');
      return l;
    }
    if (c === '"') return string();
    for (const [word, v] of [['true', true], ['false', false], ['null', null]] as const) if (source.startsWith(word, at)) { at += word.length; return v; }
    const number = /-?\d+(\.\d+)?([eE][-+]?\d+)?/y;
    number.lastIndex = at;
    const m = number.exec(source) ?? fail();
    at += m[0].length;
    return Number(m[0]);
  }
  function string(): string {
    if (source[at] !== '"') fail();
    let out = '';
    for (at++; source[at] !== '"'; at++) {
      if (at >= source.length) fail();
      if (source[at] === '\\') { const e = source[++at]!; if (e === 'u') { out += String.fromCharCode(parseInt(source.slice(at + 1, at + 5), 16)); at += 4; } else out += ({ n: '\n', t: '\t' } as any)[e] ?? e; } else out += source[at];
    }
    at++;
    return out;
  }
  const result = read();
  space();
  if (at !== source.length) fail();
  return result;
}
console.log(JSON.stringify(parse(text)) === JSON.stringify(JSON.parse(text)));
for (const bad of ['', '[1,]', '{"a"}', '"x', '[1] 2']) try { parse(bad); console.log('no error'); } catch (e) { console.log(String(e)); }
