import { isProxy } from 'node:util/types';
import { setFlagsFromString } from 'node:v8';
import vm from 'node:vm';
import { inheritsFromProxy } from './proxies.ts';

/**
 * V8's own questions about an object's layout. They make the walk several times faster: where a map is one that has been
 * examined before, no property needs to be. Every use has a slower way that does without.
 */
interface Layout {
  sameMap(a: object, b: object): boolean;
  fastProperties(object: object): boolean;
  dictionaryElements(object: object): boolean;
}

const SOURCE = `({
  sameMap(a, b) { return %HaveSameMap(a, b); },
  fastProperties(o) { return %HasFastProperties(o); },
  dictionaryElements(o) { return %HasDictionaryElements(o); },
})`;

let layout: Layout | undefined;

/**
 * The questions parse only while the flag is on, also when V8 compiles them again after it dropped their code: so it is
 * on exactly while a capture runs, when nothing of the guest does.
 */
export function withLayout<T>(action: () => T): T {
  setFlagsFromString('--allow-natives-syntax');
  try {
    layout = new vm.Script(SOURCE, { filename: 'omosix:layout' }).runInThisContext() as Layout;
    layout.sameMap(layout, layout);
  } catch {
    layout = undefined;
  }
  try {
    return action();
  } finally {
    layout = undefined;
    setFlagsFromString('--no-allow-natives-syntax');
  }
}

/** One array of each kind of fast elements, with nothing but its elements and a writable length. */
const plainArrays: unknown[][] = [[1], [0.5], ['a'], new Array(1), holey(0.5), holey('a')];

function holey(value: unknown): unknown[] {
  const array = new Array(2);
  array[1] = value;
  return array;
}

let resolver: Function | undefined;
new Promise((resolve) => {
  resolver = resolve;
});
/** A builtin, and one of each kind of function without `prototype`, that nobody else can reach. */
const bareFunctions: object[] = [resolver!, () => {}, { method() {} }.method];

/** True: a function with nothing but the `name` and `length` that it was made with. False: unknown. */
export function isBareFunction(target: object): boolean {
  if (!layout) return false;
  for (let i = 0; i < bareFunctions.length; i++) if (layout.sameMap(target, bareFunctions[i]!)) return true;
  return false;
}

/** True: every element is an ordinary property, and there are no others. False: unknown. */
export function hasPlainElements(array: unknown[]): boolean {
  if (!layout) return false;
  for (let i = 0; i < plainArrays.length; i++) if (layout.sameMap(array, plainArrays[i]!)) return true;
  return false;
}

/** True: `object` has the properties and the prototype of `example`, whatever elements either has. False: unknown. */
export function isLaidOutLike(object: object, example: object): boolean {
  return layout?.sameMap(object, example) === true;
}

/** May other objects be judged by this one's map? Its properties must have been found ordinary, and none of them an index. */
export function canBeExample(object: object): boolean {
  return (
    layout !== undefined &&
    !isProxy(object) &&
    !inheritsFromProxy(object) &&
    layout.fastProperties(object) &&
    !layout.dictionaryElements(object)
  );
}

/**
 * True: `object` has the very properties of `example`, with the same attributes and prototype. False: unknown.
 * Elements are not part of the map, but `for…in` comes to them first.
 */
export function isLike(object: object, example: object, firstKey: string): boolean {
  if (!layout!.sameMap(object, example)) return false;
  for (const key in object) return key === firstKey;
  return false;
}
