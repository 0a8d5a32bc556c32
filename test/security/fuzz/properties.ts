/** What holds whatever arrives: it is understood, or refused by its name (EPROTOCOL); nothing else happens. */
import fc from 'fast-check';
import type * as z from 'zod/mini';
import { validated } from '../../../agent/frames/validate.ts';
import { sightingOf } from '../../../discovery/discovery.ts';
import { parseMap } from '../../../discovery/static-map.ts';
import { encodeFrame, type Frame, FrameDecoder, FrameType } from '../../../protocol/frame.ts';
import { damagedOf } from './damage.ts';
import { type Fuzz, orRefusal } from './fuzz.ts';
import { journals } from './journals.ts';
import { anything, mostlyMade, mutated } from './mutate.ts';
import { parsers } from './parsers.ts';
import { schemas } from './schemas.ts';
import { validOf } from './valid.ts';

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
/** As it is after the wire. */
const sent = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function isPolluted(): boolean {
  return 'polluted' in {};
}

function ofSchema(name: string, schema: z.ZodMiniType): Fuzz[] {
  const valid = validOf(schema).map(sent);
  return [
    {
      name: `${name}: what is valid is taken as it is`,
      property: fc.property(valid, (value) => same(sorted(validated(schema, value)), sorted(value))),
    },
    {
      name: `${name}: what is not is refused by name, and what is taken is clean`,
      property: fc.property(fc.oneof(mutated(valid), mutated(mutated(valid)), anything()), (value) => {
        const taken = orRefusal('EPROTOCOL', () => validated(schema, sent(value)));
        // What was taken once is taken again, as it is: nothing unknown is left in it.
        if (taken !== null && !same(validated(schema, sent(taken)), taken)) return false;
        return !isPolluted();
      }),
    },
  ];
}

/** The same whatever the order of its fields. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return fields.map(([name, field]) => [name, sorted(field)]);
}

const frame = fc
  .tuple(
    fc.constantFrom<FrameType>(FrameType.CONTROL, FrameType.RECORD, FrameType.BULK),
    fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
    fc.uint8Array({ maxLength: 300 }),
  )
  .map(([type, head, tail]) => encodeFrame(type, head, tail));
const stream = fc.array(frame, { maxLength: 6 }).map((frames) => new Uint8Array(Buffer.concat(frames)));
const cuts = fc.array(fc.nat(), { maxLength: 12 });

/** The frames of bytes that come in pieces. */
function decoded(bytes: Uint8Array, at: readonly number[]): Frame[] {
  const decoder = new FrameDecoder();
  const frames: Frame[] = [];
  const places = [...new Set(at.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    frames.push(...decoder.push(bytes.slice(from, to)));
    from = to;
  }
  return frames;
}

const damaged = damagedOf(mostlyMade(stream));

const bytesOf = (frames: readonly Frame[]): number => frames.reduce((sum, { tail }) => sum + tail.length, 0);

const frames: Fuzz[] = [
  {
    name: 'frames: however they are cut, the same comes out',
    property: fc.property(mostlyMade(stream), cuts, (bytes, at) => {
      const whole = decoded(bytes, []);
      const cut = decoded(bytes, at);
      return bytesOf(whole) === bytesOf(cut) && whole.length <= cut.length;
    }),
  },
  {
    name: 'frames: damaged bytes give frames or a refusal, and never more bytes than came',
    property: fc.property(fc.oneof(damaged, fc.uint8Array({ maxLength: 400 })), cuts, (bytes, at) => {
      const got = orRefusal('EPROTOCOL', () => decoded(bytes, at));
      return got === null || bytesOf(got) <= bytes.length;
    }),
  },
];

const line = fc.oneof(
  fc.string(),
  fc
    .tuple(
      fc.nat(70_000),
      fc.oneof(fc.ipV4(), fc.domain()),
      fc.oneof(fc.nat(300).map(String), fc.constant('ALIAS')),
    )
    .map((fields) => fields.join(' ')),
  fc
    .tuple(fc.nat(9), fc.domain(), fc.base64String())
    .map(([id, host, key]) => `${id} ${host} 1 key=${key} port=1`),
);

const maps: Fuzz[] = [
  {
    name: 'map: any text is a map, or refused as wrong usage',
    property: fc.property(
      fc.oneof(
        fc.array(line).map((lines) => lines.join('\n')),
        fc.jsonValue().map((value) => JSON.stringify([value])),
      ),
      (text) => {
        const entries = orRefusal('EUSAGE', () => parseMap(text));
        return entries === null || entries.every(({ id, port }) => id >= 1 && id <= 65_535 && port <= 65_535);
      },
    ),
  },
];

const said = fc.record({
  txt: fc.oneof(
    anything(),
    fc.record({
      id: fc.oneof(fc.string(), fc.nat(70_000).map(String)),
      name: fc.string({ unit: 'binary', maxLength: 300 }),
      fp: fc.oneof(fc.string(), fc.stringMatching(/^[0-9a-f]{64}$/)),
      v: fc.oneof(fc.string(), fc.nat(9).map(String)),
    }),
  ),
  port: fc.oneof(anything(), fc.nat(70_000)),
  from: fc.ipV4(),
  addresses: fc.array(fc.oneof(fc.string(), fc.ipV4()), { maxLength: 30 }),
});

const heard: Fuzz[] = [
  {
    name: 'mDNS: what is heard is a sighting or nothing; nothing in it can be seen as a command by a terminal',
    property: fc.property(said, (one) => {
      const sighting = sightingOf(one, 'eth0');
      if (sighting === null) return true;
      const { name, addresses } = sighting;
      return !/[\p{Cc}\p{Cf}]/u.test(name) && name.length <= 200 && addresses.length <= 8;
    }),
  },
];

export const fuzzes: readonly Fuzz[] = [
  ...frames,
  ...maps,
  ...heard,
  ...parsers,
  ...journals,
  ...Object.entries(schemas).flatMap(([name, schema]) => ofSchema(name, schema)),
];
