import type { Node } from './ast.ts';

/** What is called with as many arguments as there were. */
const callOf = (method: string): string =>
  `return more === undefined ? a.${method}(f) : a.${method}(f, ...more);`;
const elsewhere = (method: string): string => `if (!$rt.plain(a, '${method}', f)) ${callOf(method)}`;
const SELF = 'const self = more === undefined ? undefined : more[0];';

/**
 * Array methods with callbacks, and `forEach` of maps and sets, as guest code: a callback may be captured only if its caller can be.
 * Called instead of the builtin where the callback may reach a safe point; anything but a plain array with the builtin method goes to the
 * builtin itself, or to the method of that name of a class of the program's, with as many arguments as there were. `more`: those after
 * the callback, if any. Each follows ECMA-262 §23.1.3 in what the callback can observe: length read first, holes skipped, live elements.
 */
const SOURCES: Record<string, string> = {
  forEach: `function $ap_forEach(a, f, more) {
    if (!$rt.plain(a, 'forEach', f)) {
      const kind = $rt.collection(a, f);
      if (kind === undefined) ${callOf('forEach')}
      ${SELF}
      if (kind === 'Map') for (const entry of a) f.call(self, entry[1], entry[0], a);
      else for (const value of a) f.call(self, value, value, a);
      return;
    }
    ${SELF}
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a) f.call(self, a[i], i, a);
  }`,
  map: `function $ap_map(a, f, more) {
    ${elsewhere('map')}
    ${SELF}
    const n = a.length, r = new Array(n);
    for (let i = 0; i < n; i++) if (i in a) $rt.put(r, i, f.call(self, a[i], i, a));
    return r;
  }`,
  filter: `function $ap_filter(a, f, more) {
    ${elsewhere('filter')}
    ${SELF}
    const n = a.length, r = [];
    for (let i = 0; i < n; i++) if (i in a) { const v = a[i]; if (f.call(self, v, i, a)) $rt.put(r, r.length, v); }
    return r;
  }`,
  some: `function $ap_some(a, f, more) {
    ${elsewhere('some')}
    ${SELF}
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a && f.call(self, a[i], i, a)) return true;
    return false;
  }`,
  every: `function $ap_every(a, f, more) {
    ${elsewhere('every')}
    ${SELF}
    const n = a.length;
    for (let i = 0; i < n; i++) if (i in a && !f.call(self, a[i], i, a)) return false;
    return true;
  }`,
  find: `function $ap_find(a, f, more) {
    ${elsewhere('find')}
    ${SELF}
    const n = a.length;
    for (let i = 0; i < n; i++) { const v = a[i]; if (f.call(self, v, i, a)) return v; }
    return undefined;
  }`,
  findIndex: `function $ap_findIndex(a, f, more) {
    ${elsewhere('findIndex')}
    ${SELF}
    const n = a.length;
    for (let i = 0; i < n; i++) if (f.call(self, a[i], i, a)) return i;
    return -1;
  }`,
  findLast: `function $ap_findLast(a, f, more) {
    ${elsewhere('findLast')}
    ${SELF}
    for (let i = a.length - 1; i >= 0; i--) { const v = a[i]; if (f.call(self, v, i, a)) return v; }
    return undefined;
  }`,
  findLastIndex: `function $ap_findLastIndex(a, f, more) {
    ${elsewhere('findLastIndex')}
    ${SELF}
    for (let i = a.length - 1; i >= 0; i--) if (f.call(self, a[i], i, a)) return i;
    return -1;
  }`,
  flatMap: `function $ap_flatMap(a, f, more) {
    ${elsewhere('flatMap')}
    ${SELF}
    const n = a.length, r = [];
    for (let i = 0; i < n; i++) if (i in a) {
      const v = f.call(self, a[i], i, a);
      if (Array.isArray(v)) { for (let k = 0; k < v.length; k++) if (k in v) $rt.put(r, r.length, v[k]); } else $rt.put(r, r.length, v);
    }
    return r;
  }`,
  reduce: `function $ap_reduce(a, f, ...initial) {
    if (!$rt.plain(a, 'reduce', f)) return a.reduce(f, ...initial);
    const n = a.length;
    let i = 0, acc;
    if (initial.length > 0) acc = initial[0];
    else { while (i < n && !(i in a)) i++; if (i >= n) return a.reduce(f); acc = a[i++]; }
    for (; i < n; i++) if (i in a) acc = f(acc, a[i], i, a);
    return acc;
  }`,
  reduceRight: `function $ap_reduceRight(a, f, ...initial) {
    if (!$rt.plain(a, 'reduceRight', f)) return a.reduceRight(f, ...initial);
    let i = a.length - 1, acc;
    if (initial.length > 0) acc = initial[0];
    else { while (i >= 0 && !(i in a)) i--; if (i < 0) return a.reduceRight(f); acc = a[i--]; }
    for (; i >= 0; i--) if (i in a) acc = f(acc, a[i], i, a);
    return acc;
  }`,
  // Stable, as the builtin. Up to 63 elements the comparator sees what V8's TimSort shows it: the first run, counted, then binary
  // insertion. Above, runs of 32 are merged.
  sort: `function $ap_sort(a, f, more) {
    ${elsewhere('sort')}
    const work = [];
    const n = a.length;
    let undefs = 0;
    for (let i = 0; i < n; i++) if (i in a) { if (a[i] === undefined) undefs++; else $rt.put(work, work.length, a[i]); }
    const count = work.length;
    let src = work, dst = new Array(count);
    let run = 32, sorted = 1;
    if (count < 64) {
      run = 64;
      if (count > 1) {
        const falls = f(src[1], src[0]) < 0;
        sorted = 2;
        while (sorted < count && f(src[sorted], src[sorted - 1]) < 0 === falls) sorted++;
        if (falls) for (let i = 0, j = sorted - 1; i < j; i++, j--) { const t = src[i]; src[i] = src[j]; src[j] = t; }
      }
    }
    for (let lo = 0; lo < count; lo += run) {
      const end = Math.min(lo + run, count);
      for (let i = lo + sorted; i < end; i++) {
        const pivot = src[i];
        let left = lo, right = i;
        while (left < right) { const mid = left + ((right - left) >> 1); if (f(pivot, src[mid]) < 0) right = mid; else left = mid + 1; }
        for (let p = i; p > left; p--) src[p] = src[p - 1];
        src[left] = pivot;
      }
    }
    for (let w = run; w < count; w *= 2) {
      for (let lo = 0; lo < count; lo += 2 * w) {
        const mid = Math.min(lo + w, count), hi = Math.min(lo + 2 * w, count);
        let i = lo, j = mid;
        for (let k = lo; k < hi; k++) {
          if (i < mid && (j >= hi || !(f(src[j], src[i]) < 0))) dst[k] = src[i++]; else dst[k] = src[j++];
        }
      }
      const t = src; src = dst; dst = t;
    }
    for (let i = 0; i < count; i++) a[i] = src[i];
    for (let i = 0; i < undefs; i++) a[count + i] = undefined;
    for (let i = count + undefs; i < n; i++) delete a[i];
    return a;
  }`,
};

export const CALLBACK_METHODS: ReadonlySet<string> = new Set(Object.keys(SOURCES));
export const preludeName = (method: string): string => `$ap_${method}`;
/** Whether a call with these arguments can be made so. */
export const fitsPrelude = (args: readonly Node[]): boolean =>
  args.length > 0 && args[0]!.type !== 'SpreadElement';

/** What the guest version is called with. */
export function preludeArguments(method: string, subject: Node, args: Node[]): Node[] {
  const [callback, ...more] = args as [Node, ...Node[]];
  if (more.length === 0 || /^reduce/.test(method)) return [subject, ...args];
  return [subject, callback, { type: 'ArrayExpression', elements: more, loc: subject.loc }];
}

export const isPreludeName = (name: string): boolean => name.startsWith('$ap_');

/** Source of those methods that occur in `code` as calls. */
export function preludeFor(code: string): string {
  const used = new Set([...code.matchAll(/\.(\w+)\(/g)].map((m) => m[1]!));
  return Object.keys(SOURCES)
    .filter((method) => used.has(method))
    .map((method) => SOURCES[method])
    .join('\n');
}

/** Those methods whose guest version is in the code of a program. */
export const preludeNamesIn = (code: string): Set<string> =>
  new Set([...code.matchAll(/^const \$ap_(\w+)/gm)].map((m) => m[1]!));
