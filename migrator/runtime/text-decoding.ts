import { Given } from './given.ts';

const { apply, construct } = Reflect;
const PristineDecoder = TextDecoder;
const PristineUint8Array = Uint8Array;
const { decode } = TextDecoder.prototype;
const encodingOf = Object.getOwnPropertyDescriptor(TextDecoder.prototype, 'encoding')!.get!;
const { isView } = ArrayBuffer;
type Decoder = InstanceType<typeof TextDecoder>;

/** No character of the encodings that can be carried is longer. */
const TAIL_BYTES = 4;

/** A decoder in the middle of a stream of bytes. */
export interface Stream {
  bytesSeen: number;
  /** The last bytes that it was given. */
  tail: number[];
}

class StreamStamp extends Given {
  #stream: Stream;
  constructor(decoder: object, stream: Stream) {
    super(decoder);
    this.#stream = stream;
  }
  static of(decoder: object): Stream | undefined {
    return #stream in decoder ? decoder.#stream : undefined;
  }
}

const bytesIn = (input: ArrayBufferLike | ArrayBufferView | undefined): Uint8Array =>
  input === undefined
    ? new PristineUint8Array(0)
    : isView(input)
      ? new PristineUint8Array(input.buffer, input.byteOffset, input.byteLength)
      : new PristineUint8Array(input);

/** `decode`, noting how a stream ended so far. */
export const textDecoderMethods = {
  decode(this: Decoder, input?: ArrayBufferView, options?: { stream?: boolean }): string {
    const text = apply(decode, this, [input, options]);
    const stream = StreamStamp.of(this);
    if (options?.stream) note(stream ?? started(this), bytesIn(input));
    else if (stream) reset(stream);
    return text;
  },
};

function started(decoder: object): Stream {
  const stream: Stream = { bytesSeen: 0, tail: [] };
  new StreamStamp(decoder, stream);
  return stream;
}

function note(stream: Stream, bytes: Uint8Array): void {
  stream.bytesSeen += bytes.length;
  const { tail } = stream;
  for (let i = bytes.length > TAIL_BYTES ? bytes.length - TAIL_BYTES : 0; i < bytes.length; i++) {
    if (tail.length === TAIL_BYTES) for (let j = 1; j < TAIL_BYTES; j++) tail[j - 1] = tail[j]!;
    tail[tail.length === TAIL_BYTES ? TAIL_BYTES - 1 : tail.length] = bytes[i]!;
  }
}

function reset(stream: Stream): void {
  stream.bytesSeen = 0;
  stream.tail = [];
}

/** One whole character, after which a byte order mark is none. */
const FIRST: Record<string, number[]> = { 'utf-8': [97], 'utf-16le': [97, 0], 'utf-16be': [0, 97] };

/** Bytes that bring a new decoder to where this one stands. @throws where its encoding keeps more than the start of a character */
export function bytesToRepeat(decoder: object): number[] {
  const stream = StreamStamp.of(decoder);
  if (!stream || stream.bytesSeen === 0) return [];
  const encoding = apply(encodingOf, decoder, []) as string;
  const first = FIRST[encoding];
  if (!first) throw new TypeError(`a stream in ${encoding} cannot be repeated`);
  for (let n = stream.tail.length; n > 0; n--) {
    const pending = stream.tail.slice(-n);
    if ((stream.bytesSeen - n) % first.length !== 0) continue;
    const probe = construct(PristineDecoder, [encoding, { ignoreBOM: true }]) as Decoder;
    const text = apply(decode, probe, [new PristineUint8Array(pending), { stream: true }]);
    if (text === '') return n === stream.bytesSeen ? pending : [...first, ...pending];
  }
  return first;
}

export function repeatBytes(decoder: object, bytes: number[]): void {
  if (bytes.length === 0) return;
  apply(textDecoderMethods.decode, decoder as Decoder, [new PristineUint8Array(bytes), { stream: true }]);
}
