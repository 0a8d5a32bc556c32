import { tick } from './support/tick.ts';

// What TypeScript and Babel make of `for…of` for machines without it.
const values = (o: any): any => {
  var s = typeof Symbol === 'function' && Symbol.iterator,
    m = s && o[s],
    i = 0;
  if (m) return m.call(o);
  if (o && typeof o.length === 'number')
    return {
      next: function () {
        if (o && i >= o.length) o = void 0;
        return { value: o && o[i++], done: !o };
      },
    };
  throw new TypeError(s ? 'Object is not iterable.' : 'Symbol.iterator is not defined.');
};
function forOf(r: any, visit: (value: any) => void): void {
  var t = (typeof Symbol !== 'undefined' && r[Symbol.iterator]) || r['@@iterator'];
  if (!t) throw new TypeError('not iterable');
  t = t.call(r);
  for (var n; !(n = t.next()).done; ) visit(n.value);
}
class Countdown {
  *[Symbol.iterator]() {
    for (let n = 3; n > 0; n--) yield tick(n);
  }
}
for (const list of [[1, 2, 3], 'a\u{1f600}b', new Uint8Array([7, 8]), new Set([4, 5]), new Map([[6, 7]]), new Countdown(), [, 1]]) {
  const seen: unknown[] = [];
  for (let it = values(list), r = it.next(); !r.done; r = it.next()) seen.push(tick(r.value));
  forOf(list, (value) => seen.push(tick(value)));
  console.log(JSON.stringify(seen));
}
for (const wrong of [3, { length: 1 }, { [Symbol.iterator]: 5 }])
  try {
    console.log(typeof values(wrong).next().value);
  } catch ({ message }: any) {
    console.log(message);
  }
