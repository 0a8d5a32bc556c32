import { type Kind, KindCode } from '../kind.ts';
import { apply, getOwnPropertyDescriptor, getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { derivationOf, stampDerived } from '../stamp.ts';

type Way = (this: object, argument?: unknown) => object;
const getterOf = (base: Function, key: PropertyKey): Way =>
  getOwnPropertyDescriptor(base.prototype, key)!.get as Way;

/** Builtins that give an object which cannot be asked what it belongs to: the same again asks them again. */
const ways: Record<string, Way> = {
  'get NumberFormat.format': getterOf(Intl.NumberFormat, 'format'),
  'get DateTimeFormat.format': getterOf(Intl.DateTimeFormat, 'format'),
  'get Collator.compare': getterOf(Intl.Collator, 'compare'),
  'Segmenter.segment': Intl.Segmenter.prototype.segment as unknown as Way,
};

/**
 * What a builtin object gave of itself: the function of `numberFormat.format`, the segments of a text.
 *
 *     owner, way, argument, props
 */
export const derived: Kind = {
  code: KindCode.DERIVED,
  write(w, object) {
    const { owner, way, argument } = derivationOf(object)!;
    w.value(owner);
    w.value(way);
    w.value(argument);
    writeProps(w, object, getPrototypeOf(object), isNaming(object));
  },
  needs: (r) => [r.refOf(r.raw())].filter((number) => number >= 0),
  allocate(r) {
    const owner = r.object();
    const way = r.string();
    const argument = r.value();
    const make = ways[way];
    if (!make) throw damaged(`nothing is made by ${way}`);
    try {
      return noted(apply(make, owner, [argument]), owner, way, argument);
    } catch {
      throw damaged(`${way} has another owner`);
    }
  },
  fill(r, object) {
    r.skip(3);
    readProps(r, object);
  },
};

const isNaming =
  (object: object) =>
  (key: PropertyKey): boolean =>
    typeof object === 'function' && (key === 'name' || key === 'length');

const noted = (made: object, owner: object, way: string, argument: unknown): object =>
  derivationOf(made) ? made : stampDerived(made, { owner, way, argument });

/** The same builtins, noting what they gave. */
export const derivingGetters: [base: Function, key: string, get: () => object][] = (
  [
    [Intl.NumberFormat, 'format'],
    [Intl.DateTimeFormat, 'format'],
    [Intl.Collator, 'compare'],
  ] as [Function, string][]
).map(([base, key]) => {
  const way = `get ${base.name}.${key}`;
  const native = ways[way]!;
  const { get } = getOwnPropertyDescriptor(
    {
      get [key](): object {
        return noted(apply(native, this, []), this, way, undefined);
      },
    },
    key,
  )!;
  return [base, key, get as () => object];
});

const segment = ways['Segmenter.segment']!;
export const segmenterMethods = {
  segment(this: object, text: unknown): object {
    const input = `${text as string}`;
    return noted(apply(segment, this, [input]), this, 'Segmenter.segment', input);
  },
};
