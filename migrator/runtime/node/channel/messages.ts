/** Messages between programs, as Node writes them on a channel: lines of JSON, or V8's own form behind its length. */
import type v8 from 'node:v8';
import type { Serialization } from '../../../../protocol/children.ts';
import { worded } from '../threads/cloning.ts';

type V8 = typeof v8;

/** Taken before the program runs. */
const { parse, stringify } = JSON;
const { isView } = ArrayBuffer;

const NEWLINE = 10;
const LENGTH_BYTES = 4;
/** Of what V8 has no form for: a view of a buffer in Node's way, or another object as JSON sees it. */
const VIEW = 0;
const OTHER = 1;

/** What has come of a message that is not whole. */
export interface Incoming {
  chunks: Uint8Array[];
  bytes: number;
}

interface Hooked {
  _writeHostObject(object: object): void;
  _readHostObject(): unknown;
  _getDataCloneError(message: string): Error;
}

export interface Messages {
  write(form: Serialization, message: unknown): Uint8Array;
  /** Whole messages, now that `bytes` have come. */
  read(form: Serialization, incoming: Incoming, bytes: Uint8Array): unknown[];
}

/** `load` gives `node:v8`, when it is first needed. */
export function makeMessages(load: () => object): Messages {
  let native: V8 | undefined;
  const v8Module = (): V8 => {
    native ??= load() as V8;
    return native;
  };

  function writeAdvanced(message: unknown): Uint8Array {
    const { DefaultSerializer } = v8Module();
    const serializer = new DefaultSerializer();
    const plain = DefaultSerializer.prototype as unknown as Hooked;
    const hooks: Omit<Hooked, '_readHostObject'> = {
      _writeHostObject(object) {
        serializer.writeUint32(isView(object) ? VIEW : OTHER);
        if (isView(object)) plain._writeHostObject.call(serializer, object);
        else serializer.writeValue({ ...object });
      },
      _getDataCloneError: (words) => new Error(worded(words, message)),
    };
    Object.assign(serializer, hooks);
    serializer.writeRawBytes(Buffer.alloc(LENGTH_BYTES));
    serializer.writeHeader();
    serializer.writeValue(message);
    const bytes = serializer.releaseBuffer();
    bytes.writeUInt32BE(bytes.length - LENGTH_BYTES);
    return bytes;
  }

  function readAdvanced(bytes: Uint8Array): unknown {
    const { DefaultDeserializer } = v8Module();
    const deserializer = new DefaultDeserializer(bytes);
    const plain = DefaultDeserializer.prototype as unknown as Hooked;
    const hooks: Pick<Hooked, '_readHostObject'> = {
      _readHostObject: () =>
        deserializer.readUint32() === VIEW
          ? plain._readHostObject.call(deserializer)
          : deserializer.readValue(),
    };
    Object.assign(deserializer, hooks);
    deserializer.readHeader();
    return deserializer.readValue();
  }

  return {
    write: (form, message) =>
      form === 'json' ? Buffer.from(`${stringify(message)}\n`) : writeAdvanced(message),
    read(form, incoming, bytes) {
      if (form === 'json') return linesOf(incoming, bytes).map((line) => parse(line) as unknown);
      return blocksOf(incoming, bytes).map(readAdvanced);
    },
  };
}

function linesOf(incoming: Incoming, bytes: Uint8Array): string[] {
  const last = bytes.lastIndexOf(NEWLINE);
  if (last < 0) {
    keep(incoming, bytes);
    return [];
  }
  const whole = taken(incoming, bytes.subarray(0, last));
  keep(incoming, bytes.subarray(last + 1));
  return whole.toString().split('\n');
}

function blocksOf(incoming: Incoming, bytes: Uint8Array): Buffer[] {
  keep(incoming, bytes);
  const blocks: Buffer[] = [];
  while (incoming.bytes >= LENGTH_BYTES) {
    const { chunks } = incoming;
    if (chunks[0]!.length < LENGTH_BYTES) chunks.splice(0, chunks.length, Buffer.concat(chunks));
    const head = Buffer.from(chunks[0]!.buffer, chunks[0]!.byteOffset, LENGTH_BYTES);
    const length = LENGTH_BYTES + head.readUInt32BE();
    if (incoming.bytes < length) break;
    const all = taken(incoming);
    blocks.push(all.subarray(LENGTH_BYTES, length));
    keep(incoming, all.subarray(length));
  }
  return blocks;
}

function keep(incoming: Incoming, bytes: Uint8Array): void {
  if (bytes.length === 0) return;
  incoming.chunks.push(bytes);
  incoming.bytes += bytes.length;
}

function taken(incoming: Incoming, more?: Uint8Array): Buffer {
  const all = Buffer.concat(more ? [...incoming.chunks, more] : incoming.chunks);
  incoming.chunks = [];
  incoming.bytes = 0;
  return all;
}
