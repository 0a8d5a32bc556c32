/** Methods of the runtime's own arrays, whatever the guest has made of `Array.prototype`. */
const { apply } = Reflect;
const { push, shift, splice } = Array.prototype;

export function addTo<T>(list: T[], item: T): void {
  apply(push, list, [item]);
}

export function takeFirst<T>(list: T[]): T | undefined {
  return apply(shift, list, []) as T | undefined;
}

/** The first `count`, or all. */
export function takeMany<T>(list: T[], count = list.length): T[] {
  return apply(splice, list, [0, count]) as T[];
}
