import { StringDecoder } from 'node:string_decoder';
import { isUint8Array } from 'node:util/types';
import { bytesToRepeat, repeatBytes } from '../../text-decoding.ts';
import { type Kind, KindCode } from '../kind.ts';
import { apply, construct, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, ownKeys } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged, type HeapReader } from '../reader.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import { Refusal } from '../uncapturable.ts';
import type { HeapWriter } from '../writer.ts';

/** Builtin classes whose objects are wholly told by what their constructor takes. */
interface Recipe {
  base: Function;
  /** Arguments that make the same object again; throws for what is no such object. */
  args(object: object): unknown[];
  /** What else it takes to bring a new one to the same state, as JSON holds it. */
  state?(object: object): unknown;
  restore?(object: object, state: unknown): void;
}

const getterOf = (base: Function, key: PropertyKey): (() => unknown) =>
  getOwnPropertyDescriptor(base.prototype, key)!.get!;
const { stringify, parse } = JSON;

function intl(base: Function): Recipe {
  const { resolvedOptions } = base.prototype as { resolvedOptions(): Record<string, unknown> };
  return {
    base,
    args(object) {
      const { locale, ...options } = apply(resolvedOptions, object, []) as Record<string, unknown>;
      return [locale, options];
    },
  };
}

const urlHref = getterOf(URL, 'href');
const urlSearchParams = getterOf(URL, 'searchParams') as () => object;
const searchParamsText = URLSearchParams.prototype.toString;
const localeText = Intl.Locale.prototype.toString;
const decoderGetters = ['encoding', 'fatal', 'ignoreBOM'].map((key) => getterOf(TextDecoder, key));
const exceptionGetters = ['name', 'message'].map((key) => getterOf(DOMException, key));
/** A Buffer under a symbol of Node's own holds the bytes of an unfinished character. */
function innerBuffer(decoder: object): Uint8Array {
  for (const key of ownKeys(decoder)) {
    const value: unknown = getOwnPropertyDescriptor(decoder, key)!.value;
    if (typeof key === 'symbol' && isUint8Array(value)) return value;
  }
  throw new TypeError('it has no buffer');
}
const encoderName = getterOf(TextEncoder, 'encoding');

const recipes = new Map<string, Recipe>([
  ['URL.prototype', { base: URL, args: (object) => [apply(urlHref, object, [])] }],
  [
    'URLSearchParams.prototype',
    { base: URLSearchParams, args: (object) => [apply(searchParamsText, object, [])] },
  ],
  [
    'TextDecoder.prototype',
    {
      base: TextDecoder,
      args(object) {
        const [encoding, fatal, ignoreBOM] = decoderGetters.map((get) => apply(get, object, []) as unknown);
        return [encoding, { fatal, ignoreBOM }];
      },
      state: bytesToRepeat,
      restore: (object, state) => repeatBytes(object, state as number[]),
    },
  ],
  [
    'DOMException.prototype',
    {
      base: DOMException,
      args(object) {
        const [name, message] = exceptionGetters.map((get) => apply(get, object, []) as string);
        return [message, name];
      },
    },
  ],
  [
    'module string_decoder.StringDecoder.prototype',
    {
      base: StringDecoder,
      args: (object) => [(object as { encoding?: string }).encoding],
      state: (object) => [...innerBuffer(object)],
      restore: (object, state) => innerBuffer(object).set(state as number[]),
    },
  ],
  [
    'globalThis.Intl.Locale.prototype',
    { base: Intl.Locale, args: (object) => [apply(localeText, object, [])] },
  ],
  [
    'TextEncoder.prototype',
    {
      base: TextEncoder,
      args(object) {
        apply(encoderName, object, []);
        return [];
      },
    },
  ],
]);
for (const base of [
  Intl.NumberFormat,
  Intl.DateTimeFormat,
  Intl.Collator,
  Intl.PluralRules,
  Intl.RelativeTimeFormat,
  Intl.ListFormat,
  Intl.Segmenter,
  Intl.DisplayNames,
  // Newer than the library that TypeScript is told of here.
  (Intl as unknown as { DurationFormat?: Function }).DurationFormat,
]) {
  if (!base) continue;
  recipes.set(`globalThis.Intl.${base.name}.prototype`, intl(base));
}

/** The kind for objects that inherit from the builtin prototype of this path, if there is one. */
export const constructedFrom = (path: string): Kind | undefined =>
  recipes.has(path) ? constructed : undefined;

function recipeOf(w: HeapWriter, object: object): { path: string; recipe: Recipe } {
  for (let proto = getPrototypeOf(object); proto !== null; proto = getPrototypeOf(proto)) {
    const path = w.registry.lookUp(proto)?.path;
    const recipe = path === undefined ? undefined : recipes.get(path);
    if (recipe) return { path: path!, recipe };
  }
  throw new Refusal('a native object');
}

/**
 *     prototype, path of the builtin prototype, arguments and state as JSON, the URL that these search parameters belong to, props
 */
export const constructed: Kind = {
  code: KindCode.CONSTRUCTED,
  write(w, object) {
    const { path, recipe } = recipeOf(w, object);
    let args: unknown[];
    let state: unknown;
    try {
      args = recipe.args(object);
    } catch {
      throw new Refusal(`an object that only looks like a ${recipe.base.name}`);
    }
    try {
      state = recipe.state?.(object) ?? null;
    } catch (error) {
      throw new Refusal(`a ${recipe.base.name}: ${(error as Error).message}`);
    }
    const twin = construct(recipe.base, args);
    writeProto(w, object);
    w.value(path);
    w.value(stringify([args, state]));
    w.value(undefined);
    if (recipe.base === URL) {
      // The two change each other: what is here as an object of its own must again be the URL's.
      const params = apply(urlSearchParams, object, []) as object;
      if (!w.registry.lookUp(params)) w.patchLater(params, OWNER_WORD, w.word(object));
    }
    writeProps(w, object, getPrototypeOf(object), (key) => key !== 'stack' && hasOwn(twin, key));
  },
  needs(r) {
    const needed = needsProto(r);
    r.skip(2);
    const owner = r.refOf(r.raw());
    return owner < 0 ? needed : [...needed, owner];
  },
  allocate(r) {
    r.raw();
    const recipe = recipes.get(r.string());
    if (!recipe) throw damaged('an object of unknown class');
    const { args, state } = argumentsIn(r);
    const owner = r.value();
    if (owner !== undefined) return paramsOf(owner);
    r.back(ALLOCATED_WORDS);
    const made = constructAs(r, recipe.base, () => args);
    try {
      recipe.restore?.(made, state);
    } catch {
      throw damaged(`a ${recipe.base.name} in no state`);
    }
    return made;
  },
  fill(r, object) {
    r.skip(ALLOCATED_WORDS);
    readProps(r, object);
  },
};

const ALLOCATED_WORDS = 4;
/** Of the owner, from the head on. */
const OWNER_WORD = 4;

function paramsOf(owner: unknown): object {
  try {
    return apply(urlSearchParams, owner, []) as object;
  } catch {
    throw damaged('a URL was expected');
  }
}

function argumentsIn(r: HeapReader): { args: unknown[]; state: unknown } {
  try {
    const [args, state] = parse(r.string()) as [unknown[], unknown];
    return { args, state };
  } catch {
    throw damaged('arguments cannot be read');
  }
}
