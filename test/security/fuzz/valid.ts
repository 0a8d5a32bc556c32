/** From a schema, values that it accepts: a new message is fuzzed without a word here. */
import fc from 'fast-check';
import type * as z from 'zod/mini';

/** As much of zod's own description of a schema as is used. */
interface Def {
  type: string;
  shape?: Record<string, z.ZodMiniType>;
  options?: readonly z.ZodMiniType[];
  values?: readonly unknown[];
  entries?: Record<string, unknown>;
  element?: z.ZodMiniType;
  items?: readonly z.ZodMiniType[];
  innerType?: z.ZodMiniType;
  keyType?: z.ZodMiniType;
  valueType?: z.ZodMiniType;
  format?: string;
  checks?: readonly { _zod: { def: Check } }[];
}

interface Check {
  check: string;
  value?: number;
  inclusive?: boolean;
  minimum?: number;
  maximum?: number;
  length?: number;
  pattern?: RegExp;
  format?: string;
}

export const defOf = (schema: z.ZodMiniType): Def => (schema as unknown as { _zod: { def: Def } })._zod.def;

/** Lists and texts are kept short: what is long is tried apart. */
const SHORT = 6;

/** Messages have parts in common, and to make one anew takes long where it has a pattern. */
const made = new WeakMap<z.ZodMiniType, fc.Arbitrary<unknown>>();

export function validOf(schema: z.ZodMiniType): fc.Arbitrary<unknown> {
  const known = made.get(schema) ?? makeValid(schema);
  made.set(schema, known);
  return known;
}

function makeValid(schema: z.ZodMiniType): fc.Arbitrary<unknown> {
  const def = defOf(schema);
  const checks = (def.checks ?? []).map(({ _zod }) => _zod.def);
  switch (def.type) {
    case 'object': {
      const shape = Object.entries(def.shape!);
      const requiredKeys = shape
        .filter(([, field]) => defOf(field).type !== 'optional')
        .map(([name]) => name);
      return fc.record(Object.fromEntries(shape.map(([name, field]) => [name, validOf(field)])), {
        requiredKeys,
      });
    }
    case 'union':
      return fc.oneof(...def.options!.map(validOf));
    case 'literal':
      return fc.constantFrom(...def.values!);
    case 'enum':
      return fc.constantFrom(...Object.values(def.entries!));
    case 'nullable':
      return fc.option(validOf(def.innerType!), { nil: null });
    case 'optional':
      return validOf(def.innerType!);
    case 'array': {
      const { minLength, maxLength } = lengths(checks);
      return fc.array(validOf(def.element!), {
        minLength,
        maxLength: Math.min(maxLength, minLength + SHORT),
      });
    }
    case 'tuple':
      return fc.tuple(...def.items!.map(validOf));
    case 'record': {
      // zod leaves that one out, as it should.
      const key = (validOf(def.keyType!) as fc.Arbitrary<string>).filter((name) => name !== '__proto__');
      return fc.dictionary(key, validOf(def.valueType!), { maxKeys: SHORT });
    }
    case 'string':
      if (def.format === 'uuid') return fc.uuid();
      // What a schema's own function refuses is not known before it is tried.
      return checks.some(({ check }) => check === 'custom')
        ? texts(checks).filter((text) => schema.safeParse(text).success)
        : texts(checks);
    case 'number':
      return numbers(checks, def.format !== undefined);
    case 'boolean':
      return fc.boolean();
    case 'unknown':
      return fc.jsonValue();
    default:
      throw new Error(`no values are made for a schema of type '${def.type}'`);
  }
}

function lengths(checks: readonly Check[]): { minLength: number; maxLength: number } {
  let minLength = 0;
  let maxLength = Number.POSITIVE_INFINITY;
  for (const { check, minimum, maximum, length } of checks) {
    if (check === 'min_length') minLength = Math.max(minLength, minimum!);
    if (check === 'max_length') maxLength = Math.min(maxLength, maximum!);
    if (check === 'length_equals') minLength = maxLength = length!;
  }
  return { minLength, maxLength };
}

function texts(checks: readonly Check[]): fc.Arbitrary<string> {
  const pattern = checks.find(
    ({ check, format }) => check === 'string_format' && format === 'regex',
  )?.pattern;
  if (pattern) return fc.stringMatching(pattern);
  const { minLength, maxLength } = lengths(checks);
  const most = Math.min(maxLength, minLength + 4 * SHORT);
  return fc.oneof(
    fc.string({ minLength, maxLength: most }),
    // What is one character to a reader may be several to a computer: the limit counts those.
    fc.string({ unit: 'grapheme', minLength, maxLength: most }).filter((text) => text.length <= maxLength),
  );
}

function numbers(checks: readonly Check[], isInteger: boolean): fc.Arbitrary<number> {
  let min = Number.MIN_SAFE_INTEGER;
  let max = Number.MAX_SAFE_INTEGER;
  for (const { check, value, inclusive } of checks) {
    const step = inclusive ? 0 : 1;
    if (check === 'greater_than') min = Math.max(min, value! + step);
    if (check === 'less_than') max = Math.min(max, value! - step);
  }
  const whole = fc.integer({ min, max });
  return isInteger ? whole : fc.oneof(whole, fc.double({ min, max, noNaN: true }));
}
