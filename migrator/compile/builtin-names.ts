/** Names of methods and functions that the language or Node bring along: a call by such a name says nothing of the program's functions. */
let names: ReadonlySet<string> | undefined;

export function isBuiltinName(name: string): boolean {
  names ??= collect();
  return names.has(name);
}

function collect(): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (object: unknown): void => {
    if ((typeof object !== 'object' && typeof object !== 'function') || object === null) return;
    for (const name of Object.getOwnPropertyNames(object)) found.add(name);
  };
  const iterators = [
    [][Symbol.iterator](),
    new Map().entries(),
    (function* () {})(),
    (async function* () {})(),
  ];
  for (const each of iterators)
    for (let proto: object | null = Object.getPrototypeOf(each); proto; proto = Object.getPrototypeOf(proto))
      add(proto);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const value: unknown = Object.getOwnPropertyDescriptor(globalThis, name)!.value;
    found.add(name);
    add(value);
    if (typeof value === 'function') add(value.prototype);
    add(value === Intl ? Intl.NumberFormat.prototype : undefined);
  }
  add(Object.getPrototypeOf(Uint8Array));
  add(Object.getPrototypeOf(Uint8Array.prototype));
  return found;
}
